//! Amounts of money, as their currency is written.

use crate::table::{Table, table};

static MINOR_UNITS: Table = table!("money/minor_units");

/// Decimals of an amount whose currency is not known, and of most currencies.
const USUAL_DECIMALS: usize = 2;

/// The decimals that are kept of an amount: more than any currency has, so that an amount is rounded once.
const DECIMALS: u32 = 9;

/// One, as it is kept.
const ONE: i128 = 10_i128.pow(DECIMALS);

/// An amount of money in some currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i128);

impl Money {
    /// Reads `14.9`, `-3`, `24,30`, `1,234.50` and `1.234,50`. No sign of a currency, and no `1,000`, which is one
    /// amount in one country and another in the next.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, part) = split(digits)?;
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(&whole) || !all_digits(part) {
            return None;
        }
        let part = format!("{part:0<9}").get(..DECIMALS as usize)?.parse::<i128>().ok()?;
        Some(Self(sign * whole.parse::<i128>().ok()?.checked_mul(ONE)?.checked_add(part)?))
    }

    /// The amount with the decimals of its currency (ISO 4217 code), rounded half away from zero: `3500` of JPY,
    /// `14.90` of USD or of a currency that is not known, `3.125` of KWD.
    #[must_use]
    pub fn written_in(self, currency: Option<&str>) -> String {
        let decimals = decimals(currency);
        let amount = self.rounded(decimals);
        let sign = if amount < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", amount.unsigned_abs(), width = decimals + 1);
        let (whole, part) = digits.split_at_checked(digits.len() - decimals).unwrap_or_default();
        let point = if decimals == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{part}")
    }

    /// Whether anything is left to pay once it is rounded to what the currency has.
    #[must_use]
    pub fn is_payable_in(self, currency: Option<&str>) -> bool {
        self.rounded(decimals(currency)) > 0
    }

    /// The amount in the currency's smallest unit.
    fn rounded(self, decimals: usize) -> i128 {
        let unit = (0..decimals).fold(ONE, |unit, _| unit / 10);
        (self.0 + self.0.signum() * unit / 2) / unit
    }
}

/// Whole units and decimals. Of two marks the last one is the decimal one; a comma alone is one if at most two digits follow.
fn split(digits: &str) -> Option<(String, &str)> {
    match (digits.rsplit_once('.'), digits.rsplit_once(',')) {
        (None, None) => Some((digits.to_owned(), "0")),
        (Some((whole, part)), None) => Some((whole.to_owned(), part)),
        (None, Some((whole, part))) => (part.len() <= 2).then(|| (whole.to_owned(), part)),
        (Some((whole, part)), Some(_)) if whole.contains(',') => Some((without_thousands(whole, ',')?, part)),
        (Some(_), Some((whole, part))) => Some((without_thousands(whole, '.')?, part)),
    }
}

/// `1,234,567` as `1234567`.
fn without_thousands(whole: &str, mark: char) -> Option<String> {
    let mut groups = whole.split(mark);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    groups.try_fold(first.to_owned(), |whole, group| (group.len() == 3).then(|| whole + group))
}

fn decimals(currency: Option<&str>) -> usize {
    let listed = currency.and_then(|code| MINOR_UNITS.find(code));
    listed.and_then(|values| values.first()?.parse().ok()).unwrap_or(USUAL_DECIMALS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str, currency: &str) -> String {
        Money::parse(text).unwrap().written_in(Some(currency))
    }

    #[test]
    fn each_currency_has_its_own_decimals() {
        for (text, currency, expected) in [
            ("3500", "JPY", "3500"),
            ("3500.00", "JPY", "3500"),
            ("12000", "KRW", "12000"),
            ("250000", "VND", "250000"),
            ("9990", "CLP", "9990"),
            ("1490", "ISK", "1490"),
            ("5000", "XOF", "5000"),
            ("3.125", "KWD", "3.125"),
            ("3.1", "BHD", "3.100"),
            ("7", "OMR", "7.000"),
            ("12.5", "JOD", "12.500"),
            ("45.75", "TND", "45.750"),
            ("14.9", "USD", "14.90"),
            ("14.9", "EUR", "14.90"),
            ("1990", "HUF", "1990.00"),
            ("300", "TWD", "300.00"),
            ("14.9", "jpy", "15"),
            ("14.9", "XQX", "14.90"),
        ] {
            assert_eq!(written(text, currency), expected, "{text} {currency}");
        }
        assert_eq!(Money::parse("1500").unwrap().written_in(None), "1500.00");
    }

    #[test]
    fn an_amount_is_rounded_once_and_never_cut() {
        for (text, currency, expected) in [
            ("0.9931", "USD", "0.99"),
            ("0.995", "USD", "1.00"),
            ("24.299999999", "USD", "24.30"),
            ("0.00499999", "USD", "0.00"),
            ("3.1255", "KWD", "3.126"),
            ("-0.995", "USD", "-1.00"),
            ("3500.5", "JPY", "3501"),
            ("3499.4999", "JPY", "3499"),
        ] {
            assert_eq!(written(text, currency), expected, "{text} {currency}");
        }
    }

    #[test]
    fn a_decimal_comma_is_read_and_a_thousand_that_may_be_one_is_not() {
        for (text, expected) in [
            ("24,30", "24.30"),
            ("24,3", "24.30"),
            ("1,234.50", "1234.50"),
            ("1.234,50", "1234.50"),
            ("1,234,567.8", "1234567.80"),
            ("-0,5", "-0.50"),
        ] {
            assert_eq!(written(text, "USD"), expected, "{text}");
        }
        for not_one_amount in [
            "1,000",
            "1.000.000",
            "1,2,3",
            "12,34.5",
            "1,2345.6",
            "$5",
            "5 USD",
            ".",
            ",",
            "",
            "-",
            "1e3",
            "٣",
            ".5",
            "5.",
        ] {
            assert_eq!(Money::parse(not_one_amount), None, "{not_one_amount}");
        }
    }

    #[test]
    fn what_rounds_to_nothing_is_nothing_to_pay() {
        let payable = |text: &str, currency| Money::parse(text).unwrap().is_payable_in(Some(currency));
        assert!(payable("0.01", "USD") && payable("0.001", "KWD") && payable("1", "JPY"));
        assert!(
            !payable("0.001", "USD")
                && !payable("0.4", "JPY")
                && !payable("0.00", "USD")
                && !payable("-3", "USD")
        );
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(amount in -1_000_000_000_000_i64..1_000_000_000_000, currency in "USD|JPY|KWD|") {
            let currency = Some(currency.as_str());
            let money = Money(i128::from(amount) * (ONE / 1_000));
            let written = money.written_in(currency);
            prop_assert_eq!(Money::parse(&written).unwrap().written_in(currency), written);
        }

        #[test]
        fn no_text_makes_the_reader_panic(wild in ".*", digits in "[0-9,.-]{0,60}") {
            let _ = (Money::parse(&wild), Money::parse(&digits));
        }
    }
}
