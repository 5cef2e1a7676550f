//! Reasons for which a webhook means nothing to a customer.

/// Why a webhook leads to no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// What was created is no subscription: a one-time purchase.
    NotActive,
    /// The subscription began long before its webhook: an import brought it.
    Imported,
    /// The subscription was changed, which is no news by itself.
    OnlyChanged,
    /// A canceled subscription was removed.
    Deleted,
    /// Recharge canceled the subscription because it could not be charged.
    CanceledForPayment,
    /// A skipped order was taken back.
    Unskipped,
    /// The charge was paid back.
    Refunded,
    /// The charge was deleted.
    ChargeDeleted,
    /// The order was canceled.
    OrderCanceled,
    /// The customer's last active subscription ended.
    Deactivated,
    /// The order is billed when due, so its charge announces it.
    AnnouncedByItsCharge,
    /// The charge failed for a reason that only the shop or a provider can mend.
    NotTheCustomersProblem,
    /// The charge failed for an unknown reason while another attempt is planned: neither a retry nor the end
    /// can be promised.
    UnclearFailure,
    /// Nothing had to be paid.
    NothingToPay,
}

impl Why {
    /// The code by which programs know it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotActive => "not_active",
            Self::Imported => "imported",
            Self::OnlyChanged => "only_changed",
            Self::Deleted => "deleted",
            Self::CanceledForPayment => "canceled_for_payment",
            Self::Unskipped => "unskipped",
            Self::Refunded => "refunded",
            Self::ChargeDeleted => "charge_deleted",
            Self::OrderCanceled => "order_canceled",
            Self::Deactivated => "deactivated",
            Self::AnnouncedByItsCharge => "announced_by_its_charge",
            Self::NotTheCustomersProblem => "not_the_customers_problem",
            Self::UnclearFailure => "unclear_failure",
            Self::NothingToPay => "nothing_to_pay",
        }
    }

    /// The reason in a sentence a merchant understands.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotActive => "It is a one-time purchase and no subscription.",
            Self::Imported => {
                "The subscription began days before Recharge told of it, as one that was imported does."
            }
            Self::OnlyChanged => "The subscription was changed, and no flow tells of that.",
            Self::Deleted => "The subscription was deleted after its end.",
            Self::CanceledForPayment => {
                "Recharge canceled the subscription after its last attempt to charge; Charge Failed tells of that."
            }
            Self::Unskipped => "A skipped order was taken back, and no flow tells of that.",
            Self::Refunded => "The charge was refunded, and no flow tells of that.",
            Self::ChargeDeleted => "The charge was deleted, and no flow tells of that.",
            Self::OrderCanceled => "The order was canceled, and no flow tells of that.",
            Self::Deactivated => "The customer's last subscription ended, and no flow tells of that.",
            Self::AnnouncedByItsCharge => "The order is not prepaid: its charge announces it.",
            Self::NotTheCustomersProblem => {
                "The charge failed for a reason that the customer cannot do anything about."
            }
            Self::UnclearFailure => {
                "The charge failed for a reason that Recharge does not publish, so the customer cannot be told what comes next."
            }
            Self::NothingToPay => "Nothing had to be paid.",
        }
    }
}
