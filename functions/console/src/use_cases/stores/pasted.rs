//! Keys and secrets as a merchant pastes them.

use secrecy::{ExposeSecret, SecretString};

use super::StoresError;

/// The longest key or secret, in characters. A store's four fit into one parameter of SSM (4 KB).
const LONGEST: usize = 512;

/// A secret without the blanks around it; `None` if there is nothing else. It becomes a header or a key for signatures, so it
/// has no blanks, line breaks or other characters that are not in one.
pub(super) fn pasted(
    field: &str,
    secret: Option<&SecretString>,
) -> Result<Option<SecretString>, StoresError> {
    let text = secret.map(|secret| secret.expose_secret().trim()).unwrap_or_default();
    if text.len() > LONGEST || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let detail = format!(
            "copy it once more, and nothing else: it has up to {LONGEST} letters, digits and signs, in one line without blanks"
        );
        return Err(StoresError::of_field(field, detail));
    }
    Ok((!text.is_empty()).then(|| SecretString::from(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> Result<Option<String>, ()> {
        let secret = pasted("key", Some(&text.to_owned().into())).map_err(drop)?;
        Ok(secret.map(|secret| secret.expose_secret().to_owned()))
    }

    #[test]
    fn what_no_header_carries_and_no_parameter_holds_is_refused() {
        for text in [
            "sk\r\nX-Other: 1",
            "sk\ntest",
            "sk\rtest",
            "sk\0test",
            "sk test",
            "sk\u{7f}",
            "schlüssel",
            "“sk”",
        ] {
            assert_eq!(taken(text), Err(()), "{text:?}");
        }
        assert_eq!(taken(&"x".repeat(LONGEST + 1)), Err(()));
    }

    #[test]
    fn blanks_around_a_key_are_no_part_of_it() {
        assert_eq!(taken(" sk_1x1_ab/+=\r\n"), Ok(Some("sk_1x1_ab/+=".to_owned())));
        assert_eq!(taken(" \n"), Ok(None));
        assert_eq!(taken(&"x".repeat(LONGEST)).map(|it| it.is_some()), Ok(true));
    }
}
