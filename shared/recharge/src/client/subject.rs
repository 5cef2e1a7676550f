//! Where Recharge keeps what an occurrence is about.

use rechime_domain::occurrence::Subject;

/// What Recharge calls an object of that kind.
pub(super) const fn singular(subject: &Subject) -> &'static str {
    match subject {
        Subject::Subscription(_) => "subscription",
        Subject::Charge(_) => "charge",
        Subject::Order(_) => "order",
        Subject::Customer(_) => "customer",
    }
}

/// The object's path, with what its webhook would carry along.
pub(super) fn path(subject: &Subject) -> String {
    match subject {
        Subject::Customer(id) => format!("/customers/{id}?include=addresses"),
        Subject::Subscription(id) | Subject::Charge(id) | Subject::Order(id) => {
            format!("/{}s/{id}?include=customer", singular(subject))
        }
    }
}
