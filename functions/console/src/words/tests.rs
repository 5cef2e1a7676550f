use super::EN;

#[test]
fn one_thing_is_singular_and_all_other_numbers_are_plural() {
    let say = EN.say;
    for words in [say.segments, say.texts, say.messages, say.flows, say.webhooks, say.versions] {
        let [none, one, two, many] = [0, 1, 2, 1_204].map(words);
        assert!(one.starts_with("1 ") && !one.ends_with('s'), "{one}");
        for (number, words) in [("0", none), ("2", two), ("1,204", many)] {
            assert_eq!(words, format!("{number} {}s", one.trim_start_matches("1 ")));
        }
    }
    assert_eq!((say.faults)(1), "1 thing to correct. Nothing was saved.");
    assert_eq!((say.faults)(2), "2 things to correct. Nothing was saved.");
}

#[test]
fn a_span_is_told_in_the_largest_unit_that_leaves_no_rest() {
    let told = [0, 1, 59, 60, 90, 120, 1_440, 4_320, 1_441].map(EN.say.duration);
    let expected = [
        "0 minutes",
        "1 minute",
        "59 minutes",
        "1 hour",
        "90 minutes",
        "2 hours",
        "1 day",
        "3 days",
        "1,441 minutes",
    ];
    assert_eq!(told, expected);
}
