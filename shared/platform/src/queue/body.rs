//! Jobs as the bodies of queue messages.

use serde::Serialize;

/// A job as JSON that SQS takes.
///
/// SQS refuses a message for one character outside `#x9 | #xA | #xD | #x20-#xD7FF | #xE000-#xFFFD | #x10000-#x10FFFF`
/// (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>), and it would refuse it
/// for ever. In JSON such a character stands inside a text only, where its escape means the same.
pub(super) fn body<T: Serialize>(job: &T) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string(job)?;
    Ok(if json.contains(is_refused) { escaped(&json) } else { json })
}

/// Whether SQS refuses a message for this character.
pub(super) const fn is_refused(character: char) -> bool {
    !matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn escaped(json: &str) -> String {
    let mut body = String::with_capacity(json.len());
    for character in json.chars() {
        if is_refused(character) {
            // All of them are below U+10000, where a character is one escape.
            body.extend(["\\u", &format!("{:04x}", u32::from(character))]);
        } else {
            body.push(character);
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    #[derive(Debug, Serialize, serde::Deserialize)]
    struct Job {
        name: String,
        payload: Box<RawValue>,
    }

    /// Raw controls cannot stand in JSON, so a payload has them as escapes already.
    fn payload(character: char) -> Box<RawValue> {
        let text =
            if character < ' ' { format!("\\u{:04x}", u32::from(character)) } else { character.to_string() };
        RawValue::from_string(format!(r#"{{"name":"Ana {text}{text}!"}}"#)).unwrap()
    }

    #[test]
    fn every_character_that_sqs_refuses_is_carried_as_its_escape() {
        let refused: Vec<_> =
            (0..=0x10_ffff).filter_map(char::from_u32).filter(|it| is_refused(*it)).collect();
        assert_eq!(refused.len(), 31, "29 controls, U+FFFE and U+FFFF");
        for character in refused {
            let name = format!("Ana {character}!");
            let body = body(&Job { name: name.clone(), payload: payload(character) }).unwrap();
            assert!(!body.contains(is_refused), "{body}");
            let job: Job = serde_json::from_str(&body).unwrap();
            assert_eq!(job.name, name);
            let inside: serde_json::Value = serde_json::from_str(job.payload.get()).unwrap();
            assert_eq!(inside["name"], format!("Ana {character}{character}!"));
        }
    }

    #[test]
    fn whatever_sqs_takes_stays_as_it_is() {
        let all: String =
            (0x20..=0x10_ffff).filter_map(char::from_u32).filter(|it| !is_refused(*it)).collect();
        let json = serde_json::to_string(&all).unwrap();
        assert_eq!(body(&all).unwrap(), json);
    }
}
