//! Customers: invented people with numbers that nobody has.

use serde_json::{Value, json};

/// A customer.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// First name.
    pub(crate) name: &'static str,
    /// E.164.
    pub(crate) phone: String,
    /// IANA zone of the person's area code.
    pub(crate) zone: &'static str,
    /// Recharge's id of the customer; those of the customer's things are made from it.
    pub(crate) id: u64,
}

/// First names with area codes and their zones.
const PEOPLE: [(&str, &str, &str); 10] = [
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

/// The people of the story. Ids and numbers differ from run to run, so that a run does not meet the claims of the
/// one before.
pub(crate) fn everybody(run: u64) -> [Person; 10] {
    let mut place = 0;
    PEOPLE.map(|(name, area, zone)| {
        place += 1;
        Person { name, phone: format!("+1{area}555{:04}", run % 10_000), zone, id: run * 100 + place }
    })
}

/// A crowd of New Yorkers: no two of a run have the same number, for up to ten thousand.
pub(crate) fn crowd(run: u64, people: std::ops::Range<u64>) -> impl Iterator<Item = Person> {
    people.map(move |place| {
        let number = (run * 131 + place) % 10_000_000;
        let phone = format!("+1212{:07}", 2_000_000 + number % 8_000_000);
        Person { name: "Sam", phone, zone: "America/New_York", id: (run % 100_000 * 10_000 + place) * 20 }
    })
}

impl Person {
    /// The same person with another subscription, and other charges and orders: what happens to one does not undo
    /// what happens to the other.
    pub(crate) fn with_subscription(&self, line: u64) -> Self {
        Self { id: self.id + line, ..self.clone() }
    }

    /// Recharge's customer, in the 2021-11 shape.
    pub(crate) fn customer(&self, at: &str) -> Value {
        json!({
            "id": self.id, "email": format!("{}@example.com", self.name.to_lowercase()), "first_name": self.name,
            "last_name": "Example", "phone": self.phone, "hash": format!("{:x}", self.id.wrapping_mul(0x9E37_79B9)),
            "created_at": at, "updated_at": at, "subscriptions_active_count": 1,
        })
    }
}
