//! The permissions that an API key needs.

use rechime_domain::flow::edit::FieldFault;

/// A permission by its name in Recharge, with the scopes of which any one stands for it. Payments have had two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Permission {
    pub(crate) name: &'static str,
    scopes: &'static [&'static str],
}

/// What the flows need to read.
pub(crate) const NEEDED: [Permission; 4] = [
    Permission { name: "Orders", scopes: &["read_orders"] },
    Permission { name: "Subscriptions", scopes: &["read_subscriptions"] },
    Permission { name: "Payments", scopes: &["read_payments", "read_payment_methods"] },
    Permission { name: "Customers", scopes: &["read_customers"] },
];

/// The permissions that these scopes lack.
pub(crate) fn missing(scopes: &[String]) -> Vec<Permission> {
    NEEDED.into_iter().filter(|needed| !needed.is_among(scopes)).collect()
}

impl Permission {
    fn is_among(self, scopes: &[String]) -> bool {
        scopes.iter().any(|scope| self.scopes.contains(&scope.as_str()))
    }

    /// What is wrong with a key that lacks it.
    pub(crate) fn fault(self) -> FieldFault {
        let (scopes, name) = (self.scopes.join(" or "), self.name);
        let detail = format!(
            "the key lacks {scopes}; in Recharge open Tools & apps > API tokens, edit the key and give {name} read \
             access"
        );
        FieldFault::new("recharge_api_key", detail)
    }
}
