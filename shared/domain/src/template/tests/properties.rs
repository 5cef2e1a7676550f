use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn no_template_and_no_value_breaks_it(template in "([a-z {}%|'()]|\\{\\{ a \\}\\}|\\{% if a %\\}|\\{% endif %\\}){0,40}", value in ".{0,40}") {
        drop(compose(&template, &tags(&[("a", json!(value))]), true, None));
        drop(check(&template, Trigger::ChargePaid));
    }

    #[test]
    fn a_value_is_one_line_whatever_it_holds(value in "([a-z ]|\\PC|\\pC|\\s|\\{\\{ a \\}\\}){0,40}") {
        let text = compose("Dear\n<{{ a | default('-') }}>\nBye", &tags(&[("a", json!(value))]), false, None).unwrap();
        let line = text.body.strip_prefix("Dear\n<").and_then(|rest| rest.strip_suffix(">\nBye")).unwrap();
        let unwanted = |it: char| it.is_control() || "\u{2028}\u{2029}\u{202e}\u{2067}".contains(it);
        prop_assert!(!line.contains(unwanted));
        let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).collect::<String>();
        prop_assert_eq!(letters(line), letters(&value), "and nothing of it is lost, or read as a template");
    }

    #[test]
    fn no_value_makes_a_text_longer_than_can_be_sent(value in "[a-z👍]{1,900}", times in 1_usize..4) {
        let characters = value.chars().count() * times;
        let text = compose(&"{{ a }}".repeat(times), &tags(&[("a", json!(value))]), false, None);
        match text {
            Ok(text) => prop_assert_eq!(text.body.chars().count(), characters),
            Err(error) => prop_assert_eq!(error, TemplateError::TooLong { characters }),
        }
        prop_assert_eq!(characters > 1_600, compose(&"{{ a }}".repeat(times), &tags(&[("a", json!(value))]), true, None).is_err());
    }

    #[test]
    fn what_is_kept_of_a_template_changes_no_text(template in "[a-z{} ]{0,9}(\\{\\{ a \\}\\})?", values in prop::array::uniform3("[a-z]{1,9}")) {
        for value in values {
            let text = body(&template, &[("a", json!(value))]);
            let expected = template.replace("{{ a }}", &value);
            if let Ok(text) = text {
                prop_assert_eq!(text, expected.trim());
            }
        }
    }

    #[test]
    fn a_value_arrives_as_it_is(value in "[!-~]([ -~]{0,30}[!-~])?") {
        let expected = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = compose("<{{ a }}>", &tags(&[("a", json!(value))]), false, None).unwrap();
        prop_assert_eq!(text.body, format!("<{}>", expected));
    }
}
