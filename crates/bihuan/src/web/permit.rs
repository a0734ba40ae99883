//! The one place that says who may do what.

use axum::http::{HeaderMap, StatusCode, header};

/// What a request wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    ReadPage,
    /// Keep a decision in the programme folder.
    Decide,
}

/// Says whether a request may go on.
///
/// The desk has one user, who sits at this machine: the server listens on loopback only, and a request must also name a loopback host, so
/// that a page of another site cannot read the desk through a name that it points here. What changes something must also come from a page
/// of the desk itself, so that no other site can send its form.
pub(crate) fn permit(action: Action, headers: &HeaderMap) -> Result<(), StatusCode> {
    let allowed = match action {
        Action::ReadPage => names_loopback(headers),
        Action::Decide => names_loopback(headers) && comes_from_here(headers),
    };
    if allowed { Ok(()) } else { Err(StatusCode::FORBIDDEN) }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Browsers name the page's own origin with every form that is sent by POST.
fn comes_from_here(headers: &HeaderMap) -> bool {
    text(headers, header::ORIGIN).strip_prefix("http://").is_some_and(|origin| origin == text(headers, header::HOST))
}

fn names_loopback(headers: &HeaderMap) -> bool {
    let host = text(headers, header::HOST);
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

    #[test]
    fn only_the_desks_own_form_may_decide() {
        let check = |origin: Option<&'static str>, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "localhost:8080".parse().expect("a header"));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().expect("a header"));
            }
            assert_eq!(permit(Action::Decide, &headers).is_ok(), expected, "{origin:?}");
        };
        check(Some("http://localhost:8080"), true);
        check(Some("http://desk.example"), false);
        check(Some("null"), false);
        check(None, false);
    }
}
