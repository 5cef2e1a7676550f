//! Whether a webhook is Twilio's: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;

use super::webhook::Form;

/// Checks `X-Twilio-Signature` over the address that Twilio was told and the form's fields, in constant time.
///
/// Twilio itself may put the scheme's port into the address or leave it out, so both count.
#[must_use]
pub(super) fn is_genuine(token: &SecretString, signature: &str, url: &str, form: &Form) -> bool {
    let Ok(signature) = BASE64.decode(signature.as_bytes()) else { return false };
    if token.expose_secret().is_empty() {
        return false;
    }
    let forms = [Some(url.to_owned()), with_port(url), without_port(url)];
    forms.into_iter().flatten().any(|url| code(token, &url, form).verify_slice(&signature).is_ok())
}

/// The fields by name, a field of several values with each of them once and in order.
#[expect(clippy::expect_used, reason = "HMAC takes a key of any length; only the trait's signature can fail")]
fn code(token: &SecretString, url: &str, form: &Form) -> Hmac<Sha1> {
    let mut fields: Vec<_> = form.iter().collect();
    fields.sort_unstable();
    fields.dedup();
    let keyed = Hmac::<Sha1>::new_from_slice(token.expose_secret().as_bytes()).expect("a key of any length");
    fields
        .into_iter()
        .fold(keyed.chain_update(url), |code, (name, value)| code.chain_update(name).chain_update(value))
}

/// The scheme, the host with its port, and the rest.
fn parts(url: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at_checked(end)?;
    Some((scheme, host, rest))
}

fn port(scheme: &str) -> &'static str {
    if scheme.eq_ignore_ascii_case("http") { ":80" } else { ":443" }
}

fn with_port(url: &str) -> Option<String> {
    let (scheme, host, rest) = parts(url)?;
    (!host.contains(':')).then(|| format!("{scheme}://{host}{}{rest}", port(scheme)))
}

fn without_port(url: &str) -> Option<String> {
    let (scheme, host, rest) = parts(url)?;
    Some(format!("{scheme}://{}{rest}", host.strip_suffix(port(scheme))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn genuine(signature: &str, url: &str, fields: &[(&str, &str)]) -> bool {
        is_genuine(&"12345".into(), signature, url, &form(fields))
    }

    const CALL: [(&str, &str); 5] = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ];

    #[test]
    fn the_example_of_twilios_documentation_is_genuine() {
        let (url, signature) =
            ("https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
        assert!(genuine(signature, url, &CALL));
        let mut shuffled = CALL;
        shuffled.reverse();
        assert!(genuine(signature, url, &shuffled), "in any order");
        for (url, fields) in [
            ("https://mycompany.com/myapp.php?foo=1", CALL.as_slice()),
            ("http://mycompany.com/myapp.php?foo=1&bar=2", &CALL),
            (url, &CALL[1..]),
        ] {
            assert!(!genuine(signature, url, fields));
        }
        assert!(!genuine("", url, &CALL) && !genuine("no base64", url, &CALL));
        assert!(!is_genuine(&"12346".into(), signature, url, &form(&CALL)));
        assert!(!is_genuine(&"".into(), signature, url, &form(&CALL)));
    }

    /// Made with Twilio's own libraries for Python and Node.
    #[test]
    fn a_status_callback_is_genuine_with_and_without_its_port() {
        let [account, message] = ["AC", "SM"].map(|kind| format!("{kind}{}", "0".repeat(32)));
        let fields = [
            ("AccountSid", account.as_str()),
            ("ApiVersion", "2010-04-01"),
            ("ErrorCode", "30003"),
            ("From", "+18005551212"),
            ("MessageSid", &message),
            ("MessageStatus", "undelivered"),
            ("SmsSid", &message),
            ("SmsStatus", "undelivered"),
            ("To", "+14155552671"),
        ];
        for url in ["https://hooks.example.com/twilio/status", "https://hooks.example.com:443/twilio/status"]
        {
            assert!(genuine("o4V/QHYE9F83TfWNAo6i0GnWUuQ=", url, &fields), "{url}");
            assert!(genuine("gy9MJm55ztxCbPzFCEt+RZTdLCY=", url, &fields), "{url}");
        }
        assert!(!genuine(
            "gy9MJm55ztxCbPzFCEt+RZTdLCY=",
            "https://hooks.example.com:8443/twilio/status",
            &fields
        ));
    }

    #[test]
    fn letters_beyond_ascii_are_signed_as_utf_8() {
        let fields = [("Body", "STOP 😀 ñ"), ("From", "+14155552671")];
        assert!(genuine("Jdq8ACGGzWR0/QeEAUFqykEUlUw=", "https://hooks.example.com/twilio/in", &fields));
    }
}
