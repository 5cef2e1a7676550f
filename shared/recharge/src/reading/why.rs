//! Reasons for which a webhook means nothing to a customer.

/// Why a webhook leads to no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A subscription came into being that is not active: an import, or a one-time purchase.
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
    /// The charge or order is not planned any more.
    NoLongerPlanned,
    /// The order is billed when due, so its charge announces it.
    AnnouncedByItsCharge,
    /// The charge failed for a reason that only the shop or a provider can mend.
    NotTheCustomersProblem,
    /// The charge failed for an unknown reason while another attempt is planned: neither a retry nor the end
    /// can be promised.
    UnclearFailure,
    /// The charge or order did not succeed, in spite of its topic.
    NotSuccessful,
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
            Self::NoLongerPlanned => "no_longer_planned",
            Self::AnnouncedByItsCharge => "announced_by_its_charge",
            Self::NotTheCustomersProblem => "not_the_customers_problem",
            Self::UnclearFailure => "unclear_failure",
            Self::NotSuccessful => "not_successful",
            Self::NothingToPay => "nothing_to_pay",
        }
    }

    /// The reason in a sentence a merchant understands.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotActive => "The subscription is not an active one.",
            Self::Imported => {
                "The subscription began days before Recharge told of it, as one that was imported does."
            }
            Self::OnlyChanged => "The subscription was changed, and no flow tells of that.",
            Self::Deleted => "The subscription was deleted after its end.",
            Self::CanceledForPayment => {
                "Recharge canceled the subscription after its last attempt to charge; Charge Failed tells of that."
            }
            Self::Unskipped => "A skipped order was taken back, and no flow tells of that.",
            Self::NoLongerPlanned => "The order is no longer planned.",
            Self::AnnouncedByItsCharge => "The order is not prepaid: its charge announces it.",
            Self::NotTheCustomersProblem => {
                "The charge failed for a reason that the customer cannot do anything about."
            }
            Self::UnclearFailure => {
                "The charge failed for a reason that Recharge does not publish, so the customer cannot be told what comes next."
            }
            Self::NotSuccessful => "The charge or order is not a successful one.",
            Self::NothingToPay => "Nothing had to be paid.",
        }
    }
}
