use super::EN;

#[test]
fn one_thing_is_singular_and_all_other_numbers_are_plural() {
    let say = EN.say;
    let told = [0, 1, 2, 1_204].map(say.segments);
    assert_eq!(told, ["0 segments", "1 segment", "2 segments", "1,204 segments"]);
    assert_eq!([0, 1, 2].map(say.people), ["0 people", "1 person", "2 people"]);
    assert_eq!([0, 1, 2].map(say.live), ["0 flows are live.", "1 flow is live.", "2 flows are live."]);
    assert_eq!(
        [1, 3].map(say.law_cap),
        ["At most 1 promotion in 24 hours", "At most 3 promotions in 24 hours"]
    );
    assert_eq!((say.frequency)(1, 1), "At most 1 text an hour, 1 hour between promotions");
    assert_eq!((say.frequency)(5, 0), "At most 5 texts an hour");
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
