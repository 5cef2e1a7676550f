//! The laws that messages keep to.

use rechime_domain::law::{self, Basis, Law};

/// Every law known here, with its source. Those of basis `voice` bind stores that chose them.
pub(crate) fn list() -> &'static [Law] {
    law::all()
}

/// Whether a store may choose to keep to the laws about calls of that jurisdiction.
pub(crate) fn may_be_chosen(jurisdiction: &str) -> bool {
    list().iter().any(|law| law.basis == Basis::Voice && law.jurisdiction == jurisdiction)
}
