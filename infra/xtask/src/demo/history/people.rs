//! Those who subscribe to the shop's coffee in its thirty days: invented, with numbers that nobody has.

use journeys::{Person, Shop};

const NAMES: [&str; 30] = [
    "Maya", "Luis", "Priya", "Tom", "Aisha", "Noah", "Grace", "Diego", "Hannah", "Omar", "Ruth", "Kenji",
    "Sofia", "Ben", "Leila", "Marcus", "Ivy", "Pavel", "Nina", "Theo", "Carmen", "Jonas", "Asha", "Walter",
    "Mei", "Felix", "Rosa", "Samir", "Edith", "Jun",
];

/// Area codes from Boston to Honolulu, with the state and the postal code of some.
const PLACES: [(&str, Option<(&str, &str)>); 10] = [
    ("617", Some(("Massachusetts", "02116"))),
    ("212", None),
    ("312", Some(("Illinois", "60614"))),
    ("415", Some(("California", "94110"))),
    ("512", None),
    ("303", Some(("Colorado", "80205"))),
    ("206", Some(("Washington", "98103"))),
    ("305", None),
    ("602", Some(("Arizona", "85004"))),
    ("808", Some(("Hawaii", "96814"))),
];

/// All of them. One in ten gave no phone at checkout.
pub(super) fn all(shop: &Shop<'_>) -> Vec<Person> {
    NAMES
        .iter()
        .zip(PLACES.iter().cycle())
        .enumerate()
        .map(|(place, (name, (area, state)))| {
            let person = Person { name: (*name).to_owned(), state: *state, ..shop.person(area) };
            if place % 10 == 7 { Person { phone: String::new(), ..person } } else { person }
        })
        .collect()
}
