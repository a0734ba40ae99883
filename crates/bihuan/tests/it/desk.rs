//! The served desk: published pages as they lie in the folder, and live pages that answer.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};

use crate::support::{bihuan, copy, demo, files, project, run, stderr, stdout, text};

/// A server at work, ended with the test.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("the server is ours to end");
        self.child.wait().expect("the server ends");
    }
}

impl Server {
    fn start(out: &Path, more: &[&str]) -> Self {
        let mut child =
            bihuan().args(["serve", text(out), "--port", "0"]).args(more).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stderr.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let address = line.rsplit_once("http://").map(|(_, rest)| rest.trim().trim_end_matches('/').to_owned());
        Self { child, address: address.unwrap_or_else(|| panic!("no address in {line:?}")) }
    }

    fn ask(&self, request: &str, host: &str) -> (u16, String) {
        self.send(&format!("{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    /// Sends a form as a browser does from a page of `origin`.
    fn post(&self, path: &str, origin: &str, form: &str) -> (u16, String) {
        let length = form.len();
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: {origin}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}",
            self.address
        ))
    }

    fn send(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, answer)
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.ask(&format!("GET {path}"), "localhost")
    }
}

#[test]
fn the_desk_serves_published_pages_and_answers_questions() {
    let server = Server::start(demo(), &[]);
    let published = String::from_utf8(files(demo())["units/index.html"].clone()).expect("UTF-8");
    let (status, answer) = server.get("/units/index.html");
    assert_eq!(status, 200);
    assert!(answer.ends_with(&published));

    let (status, answer) = server.get("/no/such/page");
    assert_eq!(status, 404);
    assert!(answer.contains("没有这个页面") && answer.contains("href=\"/units/index.html\""));
    assert!(server.get("/en/no/such/page").1.contains("There is no such page"));

    assert_eq!(server.ask("GET /", "desk.example").0, 403, "another host's name must not reach the desk");

    // All weight on one pillar: the desk's own words for what moved, and a mark on what was changed.
    let (status, answer) = server.get("/en/desk/weights.html?year=2020&economy=100&transformation=0");
    assert_eq!(status, 200);
    assert!(answer.contains("have another grade") && answer.contains("class=\"changed\""));
    let (_, same) = server.get("/en/desk/weights.html?year=2020");
    assert!(same.contains("units 0 have another grade"), "the method's own weights move nobody");
    let (_, wrong) = server.get("/en/desk/weights.html?year=2020&no_such_node=5");
    assert!(wrong.contains("no_such_node"), "an unknown node is told");
}

#[test]
fn a_decision_on_a_reading_is_kept_with_who_and_why_and_only_from_the_desks_own_page() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let (folder, out) = (root.path().join("libraries"), root.path().join("out"));
    let papers = folder.join("papers");
    for arguments in [
        &["new", text(&folder)][..],
        &["run", text(&folder), "--papers", text(&papers), "--years", "2024", "--replicates", "10", "--out", text(&out)],
    ] {
        let output = run(arguments);
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let listed = run(&["review", text(&folder), "--papers", text(&papers), "--all", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&stdout(&listed)).expect("JSON");
    let id = listed["items"][0]["id"].as_str().expect("something to decide").to_owned();

    let server = Server::start(&out, &[]);
    let here = format!("http://{}", server.address);
    let form = format!("id={id}&verdict=accept&by=Zhang&because=checked");
    let kept = folder.join("decisions/reading.csv");
    assert_eq!(server.post("/desk/readings.html", "http://elsewhere.example", &form).0, 403);
    let (status, answer) = server.post("/desk/readings.html", &here, &format!("id={id}&verdict=accept&by=Zhang"));
    assert_eq!(status, 422);
    assert!(answer.contains("理由"), "the missing reason is named");
    assert!(!kept.exists(), "what is refused is not kept");

    let (status, answer) = server.post("/en/desk/readings.html", &here, &form);
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains(&id) && answer.contains("1 decided"));
    let table = fs::read_to_string(&kept).expect("the decision");
    assert!(table.contains("Zhang") && table.contains("checked") && table.contains(&id), "{table}");
}

#[test]
fn a_doubtful_figure_is_corrected_on_the_desk_and_is_no_longer_open() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let folder = root.path().join("programme");
    copy(&project().join("programmes/demonstration-zones"), &folder);
    let table = folder.join("data/demonstration.csv");
    let open = || {
        let output = run(&["data", "queue", text(&folder), "--table", text(&table), "--json"]);
        serde_json::from_str::<serde_json::Value>(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)))
    };
    let before = open();
    let figure = before["items"][0]["figure"].as_str().expect("the demonstration has doubtful figures").to_owned();

    let server = Server::start(demo(), &["--programme", text(&folder)]);
    assert!(server.get("/desk/figures.html").1.contains(&figure));
    let form = |value: &str| format!("id={figure}&verdict=correct&value={value}&by=Zhang&because=checked").replace('/', "%2F");
    let here = format!("http://{}", server.address);
    assert_eq!(server.post("/desk/figures.html", &here, &form("many")).0, 422, "a value must be a number");
    assert_eq!(server.post("/desk/figures.html", &here, &form("12.5")).0, 200);
    let after = open();
    assert_eq!(after["open"].as_u64(), before["open"].as_u64().map(|open| open - 1));
    let kept = fs::read_to_string(folder.join("decisions/figures.csv")).expect("the decision");
    assert!(kept.contains("12.5") && kept.contains("Zhang"), "{kept}");
}
