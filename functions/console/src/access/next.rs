//! Where a browser goes after signing in.

use axum::http::Uri;

/// The longest address that is remembered.
const LONGEST: usize = 512;

/// The address, if it is one of our pages: a path and its query, and nothing that a browser takes for another host
/// (`//evil.example`, `/\evil.example`).
pub(crate) fn same_origin_path(next: &str) -> Option<&str> {
    let is_path = next.starts_with('/') && !next.starts_with("//") && next.len() <= LONGEST;
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_path && is_plain && !next.starts_with("/sign-in") && !next.starts_with("/api/")).then_some(next)
}

/// The address of the sign-in page that comes back to `uri`.
pub(super) fn sign_in_for(uri: &Uri) -> String {
    let wanted = uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    match same_origin_path(wanted) {
        None | Some("/") => "/sign-in".to_owned(),
        Some(next) => {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            format!("/sign-in?next={next}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for own in ["/", "/s/demo/flows?x=1&y=%2F", "/s/demo"] {
            assert_eq!(same_origin_path(own), Some(own));
        }
        for other in [
            "",
            "s/demo",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/s\r\nSet-Cookie: a=b",
            "/s/\\..",
            "/sign-in?next=/",
            "/api/v1/stores",
            "javascript:alert(1)",
            "/s/é",
        ] {
            assert_eq!(same_origin_path(other), None, "{other:?}");
        }
    }
}
