//! Forms with a file, `multipart/form-data`: <https://www.rfc-editor.org/rfc/rfc7578>.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};

use super::{
    form::{CSRF, FormRefused},
    signed_in::SignedIn,
};
use crate::{app::App, pages::fields::Fields};

/// The largest form with a file, in bytes. API Gateway hands it over in base64, and Lambda takes 6 MB.
pub(crate) const UPLOAD_LIMIT: usize = 4 * 1024 * 1024 + 64 * 1024;

/// A form with a file that somebody who is signed in sent from one of our pages, as
/// [`Form`](super::Form) has it without one.
pub(crate) struct Upload {
    pub(crate) fields: Fields,
    pub(crate) file: Bytes,
    pub(crate) file_name: Option<String>,
}

impl FromRequest<App> for Upload {
    type Rejection = FormRefused;

    async fn from_request(request: Request, app: &App) -> Result<Self, FormRefused> {
        let (mut parts, body) = request.into_parts();
        let boundary = boundary(&parts.headers).ok_or(FormRefused::Kind)?;
        let who = SignedIn::from_request_parts(&mut parts, app)
            .await
            .map_err(|refusal| FormRefused::NotSignedIn(Box::new(refusal.into_response())))?;
        let body =
            Bytes::from_request(Request::from_parts(parts, body), app).await.map_err(
                |refusal| match refusal.into_response().status() {
                    StatusCode::PAYLOAD_TOO_LARGE => FormRefused::LargeFile,
                    status => FormRefused::Body(status),
                },
            )?;
        let mut upload = read(&body, &boundary).ok_or(FormRefused::Fields)?;
        let carried = upload.fields.get(CSRF).unwrap_or_default().to_owned();
        if !who.csrf.matches(&carried) {
            return Err(FormRefused::OtherSession);
        }
        upload.fields.0.retain(|(name, _)| name != CSRF);
        Ok(upload)
    }
}

/// What stands between the parts.
fn boundary(headers: &HeaderMap) -> Option<Vec<u8>> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (kind, rest) = kind.split_once(';')?;
    let boundary = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?.trim_matches('"');
    let is_form = kind.trim().eq_ignore_ascii_case("multipart/form-data");
    (is_form && (1..=70).contains(&boundary.len())).then(|| format!("\r\n--{boundary}").into_bytes())
}

fn read(body: &Bytes, boundary: &[u8]) -> Option<Upload> {
    let mut upload = Upload { fields: Fields::default(), file: Bytes::new(), file_name: None };
    // The first boundary has no line break before it.
    let mut at = boundary.len() - 2;
    if body.get(..at)? != boundary.get(2..)? {
        return None;
    }
    while body.get(at..)?.starts_with(b"\r\n") {
        let head = at + 2;
        let content = head + find(body.get(head..)?, b"\r\n\r\n")? + 4;
        let end = content + find_boundary(body.get(content..)?, boundary)?;
        let names = std::str::from_utf8(body.get(head..content)?).ok()?;
        let name = parameter(names, "name")?;
        if let Some(file) = parameter(names, "filename") {
            upload.file = body.slice(content..end);
            upload.file_name = Some(file).filter(|file| !file.is_empty());
        } else {
            let value = String::from_utf8_lossy(body.get(content..end)?).into_owned();
            upload.fields.0.push((name, value));
        }
        at = end + boundary.len();
    }
    body.get(at..)?.starts_with(b"--").then_some(upload)
}

/// Where a boundary begins. A text may have what begins like one.
fn find_boundary(text: &[u8], boundary: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + find(text.get(from..)?, boundary)?;
        let behind = text.get(at + boundary.len()..)?;
        if behind.starts_with(b"\r\n") || behind.starts_with(b"--") {
            return Some(at);
        }
        from = at + boundary.len();
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// A parameter of the part's `Content-Disposition`. Browsers write quotation marks and line breaks in it as `%22`, `%0D`
/// and `%0A`.
fn parameter(head: &str, name: &str) -> Option<String> {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let (_, value) = line.split_once(&format!("; {name}=\""))?;
    let (value, _) = value.split_once('"')?;
    Some(value.replace("%22", "\"").replace("%0D", "").replace("%0A", " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(parts: &[(&str, &str)]) -> Bytes {
        let parts = parts.iter().map(|(head, content)| {
            format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
        });
        Bytes::from(parts.collect::<String>() + "--edge--\r\n")
    }

    #[test]
    fn fields_and_a_file_are_read_as_they_were_sent() {
        let file = "phone\r\n--edges\r\n\r\n--edg";
        let named = "name=\"file\"; filename=\"a %22b%22.csv\"\r\nContent-Type: text/csv";
        let body = form(&[("name=\"csrf\"", "token"), (named, file), ("name=\"consent\"", "é")]);
        let upload = read(&body, b"\r\n--edge").unwrap_or_else(|| panic!("{body:?}"));
        assert_eq!(upload.file, file);
        assert_eq!(upload.file_name.as_deref(), Some("a \"b\".csv"));
        let fields = [("csrf", "token"), ("consent", "é")].map(|(name, value)| (name.into(), value.into()));
        assert_eq!(upload.fields.0, fields);
        let nothing_chosen = form(&[("name=\"file\"; filename=\"\"", "")]);
        assert_eq!(read(&nothing_chosen, b"\r\n--edge").unwrap().file_name, None);
    }

    #[test]
    fn what_did_not_arrive_whole_is_no_form() {
        let whole = form(&[("name=\"a\"", "1"), ("name=\"file\"; filename=\"b\"", "2")]);
        for length in 0..whole.len() - 2 {
            assert!(read(&whole.slice(..length), b"\r\n--edge").is_none(), "{length}");
        }
        assert!(read(&form(&[("size=\"a\"", "1")]), b"\r\n--edge").is_none());
    }

    #[test]
    fn only_a_form_of_several_parts_has_a_boundary() {
        let of =
            |kind: &str| boundary(&HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]));
        assert_eq!(of("multipart/form-data; boundary=\"x y\"").unwrap(), b"\r\n--x y");
        for other in ["multipart/form-data", "text/plain; boundary=x", "multipart/form-data; boundary="] {
            assert!(of(other).is_none(), "{other}");
        }
    }
}
