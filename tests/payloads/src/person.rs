//! Customers.

use jiff::Timestamp;
use serde_json::{Value, json};

/// A customer with a number and ids that nobody else has.
#[derive(Clone, Debug)]
pub struct Person {
    /// First name.
    pub name: String,
    /// As the shop's checkout took it; E.164 unless a test says otherwise.
    pub phone: String,
    /// Recharge's id of the customer; those of the customer's things are made from it.
    pub id: u64,
    /// State and zip of the shipping address, if the person gave one.
    pub state: Option<(&'static str, &'static str)>,
}

impl Person {
    /// The same person, having given an address in the United States.
    #[must_use]
    pub fn living_in(self, state: &'static str, zip: &'static str) -> Self {
        Self { state: Some((state, zip)), ..self }
    }

    /// The number as the console's activity shows it.
    #[must_use]
    pub fn masked(&self) -> String {
        let (head, tail) = (self.phone.get(..5), self.phone.get(self.phone.len().saturating_sub(4)..));
        format!("{}•••{}", head.unwrap_or_default(), tail.unwrap_or_default())
    }

    /// The address that only Recharge knows.
    #[must_use]
    pub fn email(&self) -> String {
        format!("{}@example.com", self.id)
    }

    /// Recharge's customer, in the 2021-11 shape.
    #[must_use]
    pub fn customer(&self, at: Timestamp) -> Value {
        json!({
            "id": self.id, "email": self.email(), "first_name": self.name, "last_name": "Example",
            "phone": self.phone, "hash": format!("{:x}", self.id), "created_at": at, "updated_at": at,
            "subscriptions_active_count": 1,
        })
    }

    /// The shipping address, null where there is none.
    #[must_use]
    pub fn address(&self) -> Value {
        self.state.map_or(Value::Null, |(state, zip)| {
            json!({ "first_name": self.name, "country_code": "US", "province": state, "zip": zip })
        })
    }
}
