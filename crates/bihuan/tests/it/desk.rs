//! The served desk: published pages as they lie in the folder, and live pages that answer.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::support::{bihuan, demo, files, text};

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
    fn start() -> Self {
        let mut child = bihuan().args(["serve", text(demo()), "--port", "0"]).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stderr.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let address = line.rsplit_once("http://").map(|(_, rest)| rest.trim().trim_end_matches('/').to_owned());
        Self { child, address: address.unwrap_or_else(|| panic!("no address in {line:?}")) }
    }

    fn ask(&self, request: &str, host: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(stream, "{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("a request");
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
    let server = Server::start();
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
