//! The demo's customers: invented people with numbers that nobody has.

use journeys::{Person, Shop};

/// A customer.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    /// Name, phone and Recharge's id.
    pub(super) person: Person,
    /// IANA zone of the phone's area code.
    pub(super) zone: &'static str,
}

/// First names with area codes and their zones.
const CUSTOMERS: [(&str, &str, &str); 10] = [
    ("Ada", "212", "America/New_York"),
    ("Ben", "312", "America/Chicago"),
    ("Cleo", "415", "America/Los_Angeles"),
    ("Dana", "617", "America/New_York"),
    ("Eli", "303", "America/Denver"),
    ("Fay", "206", "America/Los_Angeles"),
    ("Gus", "512", "America/Chicago"),
    ("Hana", "646", "America/New_York"),
    ("Ivy", "718", "America/New_York"),
    ("Jo", "305", "America/New_York"),
];

impl Customer {
    /// All of them. Ids and numbers differ from run to run, so that a run does not meet the claims of the one before.
    pub(super) fn all(shop: &Shop<'_>) -> [Self; 10] {
        CUSTOMERS.map(|(name, area, zone)| {
            let person = shop.person(area);
            let phone = format!("+1{area}555{:04}", person.id / 10_000 % 10_000);
            Self { person: Person { name: name.to_owned(), phone, ..person }, zone }
        })
    }
}
