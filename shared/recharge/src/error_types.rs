//! What a failed charge's `error_type` means for the customer.
//!
//! Source: Recharge's help article "Managing order errors" (22181648082839), which lists 109 codes and which of
//! them its failed payment recovery retries. Whether a customer can do something is our own reading: a text
//! that asks for a new card when the shop's stock is empty does harm.

/// What Recharge does after a charge failed for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureHandling {
    /// Tried again on the charge's retry date.
    Retried,
    /// Not tried again.
    HardDecline,
    /// Listed as neither; nothing is promised.
    Neither,
}

/// One published code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorType {
    /// As Recharge writes it in 2021-01; compared in any case.
    pub code: &'static str,
    /// What Recharge does next.
    pub handling: FailureHandling,
    /// Whether the customer's doing (another card, a confirmation) helps.
    pub customer_can_act: bool,
}

/// The code of a charge whose last attempt failed. The article counts it among those retried; it is not, though
/// its retry date may still be set.
pub const LAST_ATTEMPT_FAILED: &str = "CLOSED_MAX_RETRIES_REACHED";

/// The published code of this name, if it is one.
#[must_use]
pub fn find(code: &str) -> Option<&'static ErrorType> {
    ERROR_TYPES.iter().find(|error| error.code.eq_ignore_ascii_case(code.trim()))
}

/// Whether Recharge publishes that a charge which failed with this code is not tried again.
#[must_use]
pub fn ends_the_charge(code: &str) -> bool {
    find(code).is_some_and(|error| {
        error.handling == FailureHandling::HardDecline || error.code == LAST_ATTEMPT_FAILED
    })
}

const fn retried(code: &'static str) -> ErrorType {
    ErrorType { code, handling: FailureHandling::Retried, customer_can_act: true }
}

const fn declined(code: &'static str) -> ErrorType {
    ErrorType { code, handling: FailureHandling::HardDecline, customer_can_act: true }
}

const fn neither(code: &'static str) -> ErrorType {
    ErrorType { code, handling: FailureHandling::Neither, customer_can_act: true }
}

impl ErrorType {
    /// The shop, its stock, its settings or a provider must do something; the customer cannot.
    const fn not_the_customers(self) -> Self {
        Self { customer_can_act: false, ..self }
    }
}

/// All published codes.
pub const ERROR_TYPES: [ErrorType; 109] = [
    retried("ACCOUNT_CLOSED"),
    retried("AMOUNT_TOO_LARGE"),
    retried("BANK_ACCOUNT_RESTRICTED"),
    retried("BILLING_ADDRESS_ERROR"),
    retried("BUYER_CANCELED_PAYMENT_METHOD"),
    retried("CALL_ISSUER"),
    retried("CANCELLED_PAYMENT"),
    retried("CARDNUMBER_INCORRECT"),
    retried("CARD_DECLINED"),
    retried("CARD_ERROR_GENERAL"),
    retried("CARD_EXPIRED"),
    retried("CARD_UPDATED_NOW_PENDING_NEXT_ATTEMPT").not_the_customers(),
    retried("CARD_ZIPCODE_FAILED_VALIDATION"),
    retried("CLOSED_MAX_RETRIES_REACHED"),
    retried("COULD_NOT_PROCESS"),
    retried("CUSTOMER_NEEDS_TO_UPDATE_CARD"),
    retried("DEBIT_AUTHORIZATION_REVOKED"),
    retried("DEBIT_NOT_AUTHORIZED"),
    retried("EXPIRED_PAYMENT_METHOD"),
    retried("GENERIC_ERROR"),
    retried("INCORRECT_NUMBER"),
    retried("INSUFFICIENT_FUNDS"),
    retried("INVALID_ACCOUNT_NUMBER"),
    retried("INVALID_CUSTOMER_BILLING_AGREEMENT"),
    retried("INVALID_NUMBER"),
    retried("INVALID_PAYMENT_METHOD"),
    retried("INVALID_PURCHASE_TYPE"),
    retried("INVALID_ROUTING_NUMBER"),
    retried("INVALID_TOKEN"),
    retried("INVENTORY_ALLOCATIONS_NOT_FOUND").not_the_customers(),
    retried("PAYMENT_INTENT_PAYMENT_ATTEMPT_FAILED"),
    retried("PAYMENT_METHOD_DECLINED"),
    retried("PAYMENT_METHOD_REVOKED"),
    retried("PAYMENT_PROVIDER_ERROR").not_the_customers(),
    retried("PAYPAL_ERROR_GENERAL"),
    retried("PROCESSING_ERROR"),
    retried("PURCHASE_TYPE_NOT_SUPPORTED_BY_CARD"),
    retried("REFER_TO_CUSTOMER"),
    retried("SCA_CONFIRM_FAILED"),
    retried("SEPA_DEBIT_FAILURE"),
    retried("THROTTLE").not_the_customers(),
    retried("TRANSACTION_LIMIT_EXCEEDED"),
    retried("TRANSACTION_SIZE_DECLINE"),
    retried("TRANSIENT_ERROR").not_the_customers(),
    retried("UNEXPECTED_ERROR").not_the_customers(),
    retried("UNEXPECTED_INVENTORY_LEVEL").not_the_customers(),
    declined("AMOUNT_TOO_SMALL").not_the_customers(),
    declined("AUTHENTICATION_FAILED"),
    declined("AUTHENTICATION_REQUIRED"),
    declined("CONFIRMATION_REJECTED"),
    declined("CUSTOMER_INVALID").not_the_customers(),
    declined("DO_NOT_HONOR"),
    declined("EXPIRED_BUYER_ACTION"),
    declined("FRAUD_SUSPECTED"),
    declined("GENERAL_FAILURE"),
    declined("HIGH_RISK_FRAUD_SUSPECTED"),
    declined("INCORRECT_ADDRESS"),
    declined("INCORRECT_ZIP"),
    declined("INSTRUMENT_DECLINED"),
    declined("INSUFFICIENT_CREDIT_BALANCE"),
    declined("INVALID_BILLING_ADDRESS"),
    declined("INVALID_COUNTRY"),
    declined("INVALID_CURRENCY").not_the_customers(),
    declined("INVALID_DISCOUNT").not_the_customers(),
    declined("INVALID_DISCOUNT_AMOUNT").not_the_customers(),
    declined("INVALID_EXPIRY_DATE"),
    declined("INVALID_LINE_ITEM_PROPERTY").not_the_customers(),
    declined("INVALID_PHONE_NUMBER").not_the_customers(),
    declined("INVALID_PICK_UP_LOCATION").not_the_customers(),
    declined("INVALID_SHIPPING_ADDRESS").not_the_customers(),
    declined("INVALID_SHIPPING_PROVINCE").not_the_customers(),
    declined("INVALID_ZIP_CODE"),
    declined("OFF_SESSION_REJECTED"),
    declined("PAYMENT_METHOD_NOT_FOUND"),
    declined("PAYMENT_METHOD_NOT_SPECIFIED"),
    declined("PAYMENT_METHOD_UNSUPPORTED"),
    declined("PICK_UP_CARD"),
    declined("RETRY_DECLINED"),
    neither("AUTHENTICATION_ERROR").not_the_customers(),
    neither("BLOCKED_FROM_AUTOMATIC_PROCESSING").not_the_customers(),
    neither("CAPTURE_AMOUNT_EXCEEDS_AUTHORIZED").not_the_customers(),
    neither("CAPTURE_FAILED").not_the_customers(),
    neither("CAPTURE_PAYMENT_ERROR").not_the_customers(),
    neither("CARD_TESTING").not_the_customers(),
    neither("CONTRACT_NOT_AVAILABLE").not_the_customers(),
    neither("CONTRACT_TERMINATED").not_the_customers(),
    neither("CONTRACT_UNDER_REVIEW").not_the_customers(),
    neither("CUSTOMER_NOT_FOUND").not_the_customers(),
    neither("CUSTOMER_NO_TOKEN"),
    neither("EMPTY_CHARGE_ENTRY").not_the_customers(),
    neither("FREE_GIFT_CARD_NOT_ALLOWED").not_the_customers(),
    neither("INVALID").not_the_customers(),
    neither("MERCHANT_ACCOUNT_ERROR").not_the_customers(),
    neither("MERCHANT_RULE").not_the_customers(),
    neither("MIN_CHARGE_ERROR").not_the_customers(),
    neither("NO_JSON_FOUND").not_the_customers(),
    neither("NON_TEST_ORDER_LIMIT_REACHED").not_the_customers(),
    neither("PAYMENT_CAPTURE_ERROR").not_the_customers(),
    neither("PAYMENT_METHOD_INCOMPATIBLE_WITH_GATEWAY_CONFIG"),
    neither("PAYMENT_PROVIDER_IS_NOT_ENABLED").not_the_customers(),
    neither("PENDING_SCA_AUTHENTICATION"),
    neither("SHIPPING_RATE_ERROR").not_the_customers(),
    neither("SHOPIFY_REJECTED").not_the_customers(),
    neither("TAX_RATE_ERROR").not_the_customers(),
    neither("TEST_MODE").not_the_customers(),
    neither("UNEXPECTED_REGEN_ERROR").not_the_customers(),
    neither("UNEXPECTED_VARIANT_ERROR_TYPE").not_the_customers(),
    neither("UNKNOWN_ERROR").not_the_customers(),
    neither("VARIANT_DOES_NOT_EXIST").not_the_customers(),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_listed_once_and_found_in_any_case() {
        let codes: BTreeSet<_> = ERROR_TYPES.iter().map(|error| error.code).collect();
        assert_eq!(codes.len(), ERROR_TYPES.len());
        for error in &ERROR_TYPES {
            assert_eq!(find(&error.code.to_lowercase()), Some(error));
        }
        assert_eq!(find("NEW_CODE_OF_NEXT_YEAR"), None);
    }

    #[test]
    fn nobody_is_asked_for_a_card_because_of_the_shops_own_trouble() {
        let troubles =
            ["INVENTORY", "VARIANT", "SHIPPING", "TAX", "PROVIDER", "MERCHANT", "CONTRACT_", "CAPTURE"];
        for error in ERROR_TYPES.iter().filter(|error| troubles.iter().any(|part| error.code.contains(part)))
        {
            assert!(!error.customer_can_act, "{}", error.code);
        }
        for code in ["TEST_MODE", "SHOPIFY_REJECTED", "THROTTLE", "CARD_TESTING", "UNKNOWN_ERROR"] {
            assert!(!find(code).unwrap().customer_can_act, "{code}");
        }
        for code in
            ["CARD_DECLINED", "INSUFFICIENT_FUNDS", "AUTHENTICATION_REQUIRED", "PENDING_SCA_AUTHENTICATION"]
        {
            assert!(find(code).unwrap().customer_can_act, "{code}");
        }
    }
}
