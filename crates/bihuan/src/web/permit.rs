//! The one place that says who may do what.

use axum::http::{HeaderMap, StatusCode, header};

/// What a request wants to do. Reading pages is all the single-user desk offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    ReadPage,
}

/// Says whether a request may go on.
///
/// The desk has one user, who sits at this machine: the server listens on loopback only, and a request must also name a loopback host, so
/// that a page of another site cannot read the desk through a name that it points here.
pub(crate) fn permit(action: Action, headers: &HeaderMap) -> Result<(), StatusCode> {
    match action {
        Action::ReadPage if names_loopback(headers) => Ok(()),
        Action::ReadPage => Err(StatusCode::FORBIDDEN),
    }
}

fn names_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &'static str, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a header"));
        assert_eq!(permit(Action::ReadPage, &headers).is_ok(), expected, "{host}");
    }

    #[test]
    fn only_a_loopback_host_may_read() {
        check("127.0.0.1:8080", true);
        check("localhost", true);
        check("[::1]:8080", true);
        check("desk.example:8080", false);
        check("127.0.0.1.example", false);
        assert!(permit(Action::ReadPage, &HeaderMap::new()).is_err());
    }
}
