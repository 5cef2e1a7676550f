//! One number in two spellings: the countries that changed how a number is written, and whose old spelling still comes
//! in, from lists, from address books, and from carriers in the sender of a reply.
//!
//! The canonical spelling is the one of today's numbering plan, which Google's libphonenumber calls valid and which SMS
//! providers deliver to. Listed is only what the digits alone decide. Kosovo's move from the codes of Monaco and
//! Slovenia is not: Monaco has numbers of its own that look the same.

/// The canonical spelling of a number in E.164, where that is another; `None` where the number is spelled so already.
pub(super) fn canonical(e164: &str) -> Option<String> {
    let digits = e164.strip_prefix('+')?;
    COUNTRIES.iter().find_map(|(code, spelled)| {
        let national = spelled(digits.strip_prefix(code)?)?;
        Some(format!("+{code}{national}"))
    })
}

/// Makes the canonical national number of another spelling; `None` where it is canonical.
type Respelling = fn(&str) -> Option<String>;

/// By calling code.
const COUNTRIES: [(&str, Respelling); 9] = [
    ("52", mexico),
    ("54", argentina),
    ("55", brazil),
    ("84", vietnam),
    ("225", ivory_coast),
    ("229", benin),
    ("237", cameroon),
    ("241", gabon),
    ("593", ecuador),
];

/// Until 2019 a mobile had a `1` before it, dialled from abroad, and at home `01`, `044` or `045` (IFT, numbering plan of 3
/// August 2019). Carriers still put the `1` into the sender of a text.
fn mexico(national: &str) -> Option<String> {
    let rest = ["1", "01", "044", "045"].into_iter().find_map(|old| national.strip_prefix(old))?;
    (rest.len() == 10).then(|| rest.to_owned())
}

/// A mobile has a `9` before its area code, and at home a `15` behind it; some lists and carriers leave out both. The ten
/// digits alone belong to one line, and one that is no mobile gets no texts in either spelling.
fn argentina(national: &str) -> Option<String> {
    let is_geographic = national.starts_with(['1', '2', '3']);
    (national.len() == 10 && is_geographic).then(|| format!("9{national}"))
}

/// From 2012 (area code 11) to 2016 (the last ones) every mobile got a `9` behind its area code. Mobiles are those whose
/// eight digits began with 6 to 9. Nextel's trunked radios, 70 and 77 to 79, did not get it (Anatel, resolution 553).
fn brazil(national: &str) -> Option<String> {
    let (area_code, number) = national.split_at_checked(2)?;
    let is_mobile = match number.as_bytes() {
        [b'6' | b'8' | b'9', ..] => true,
        [b'7', second, ..] => matches!(second, b'1'..=b'6'),
        _ => false,
    };
    (number.len() == 8 && is_mobile).then(|| format!("{area_code}9{number}"))
}

/// Mobiles of eleven digits became ten in 2018, their prefix another (Ministry of Information and Communications, plan
/// of 15 September 2018).
fn vietnam(national: &str) -> Option<String> {
    const PREFIXES: [(&str, &str); 21] = [
        ("120", "70"),
        ("121", "79"),
        ("122", "77"),
        ("123", "83"),
        ("124", "84"),
        ("125", "85"),
        ("126", "76"),
        ("127", "81"),
        ("128", "78"),
        ("129", "82"),
        ("162", "32"),
        ("163", "33"),
        ("164", "34"),
        ("165", "35"),
        ("166", "36"),
        ("167", "37"),
        ("168", "38"),
        ("169", "39"),
        ("186", "56"),
        ("188", "58"),
        ("199", "59"),
    ];
    let (old, number) = national.split_at_checked(3).filter(|_| national.len() == 10)?;
    let (_, new) = PREFIXES.into_iter().find(|(prefix, _)| *prefix == old)?;
    Some(format!("{new}{number}"))
}

/// Eight digits became ten on 31 January 2021: two digits of the operator before them (ARTCI).
fn ivory_coast(national: &str) -> Option<String> {
    let operator = match national.as_bytes() {
        // Landlines.
        [b'2', _, b'8', _, _, _, _, _] => "21",
        [b'2' | b'3', _, b'0', _, _, _, _, _] => "25",
        [b'2' | b'3', _, _, _, _, _, _, _] => "27",
        // Mobiles.
        [_, b'0'..=b'3', _, _, _, _, _, _] => "01",
        [_, b'4'..=b'6', _, _, _, _, _, _] => "05",
        [_, _, _, _, _, _, _, _] => "07",
        _ => return None,
    };
    Some(format!("{operator}{national}"))
}

/// Eight digits became ten on 30 November 2024: `01` before them (ARCEP Bénin).
fn benin(national: &str) -> Option<String> {
    (national.len() == 8).then(|| format!("01{national}"))
}

/// Mobiles of eight digits became nine on 21 November 2014: `6` before them (ART).
fn cameroon(national: &str) -> Option<String> {
    (national.len() == 8 && national.starts_with(['7', '9'])).then(|| format!("6{national}"))
}

/// The first digit of `0X XX XX XX` became the operator's on 15 November 2019: 6 or 7 for mobiles, 1 for landlines
/// (ARCEP Gabon).
fn gabon(national: &str) -> Option<String> {
    let number = national.strip_prefix('0').filter(|_| national.len() == 8)?;
    let operator = match number.as_bytes().first()? {
        b'2' | b'5' | b'6' => '6',
        b'4' | b'7' => '7',
        b'1' => '1',
        _ => return None,
    };
    Some(format!("{operator}{number}"))
}

/// Mobiles of eight digits became nine on 30 September 2012: `9` before them (Supertel). Landlines begin with 2 to 7.
fn ecuador(national: &str) -> Option<String> {
    (national.len() == 8 && national.starts_with(['8', '9'])).then(|| format!("9{national}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};

    use super::*;
    use crate::phone::PhoneNumber;

    /// Old spelling, canonical spelling.
    const RESPELLED: [(&str, &str); 40] = [
        ("+5218119878677", "+528119878677"),
        ("+5215512345678", "+525512345678"),
        ("+52018119878677", "+528119878677"),
        ("+520448119878677", "+528119878677"),
        ("+520458119878677", "+528119878677"),
        ("+541123456789", "+5491123456789"),
        ("+542214123456", "+5492214123456"),
        ("+543512345678", "+5493512345678"),
        ("+551187654321", "+5511987654321"),
        ("+551161234567", "+5511961234567"),
        ("+552199876543", "+5521999876543"),
        ("+556181234567", "+5561981234567"),
        ("+554791234567", "+5547991234567"),
        ("+551171234567", "+5511971234567"),
        ("+558576543210", "+5585976543210"),
        ("+841621234567", "+84321234567"),
        ("+841691234567", "+84391234567"),
        ("+841201234567", "+84701234567"),
        ("+841211234567", "+84791234567"),
        ("+841231234567", "+84831234567"),
        ("+841271234567", "+84811234567"),
        ("+841291234567", "+84821234567"),
        ("+841861234567", "+84561234567"),
        ("+841881234567", "+84581234567"),
        ("+841991234567", "+84591234567"),
        ("+22507123456", "+2250707123456"),
        ("+22548123456", "+2250748123456"),
        ("+22505123456", "+2250505123456"),
        ("+22501123456", "+2250101123456"),
        ("+22521234567", "+2252721234567"),
        ("+22520012345", "+2252520012345"),
        ("+22522812345", "+2252122812345"),
        ("+22997123456", "+2290197123456"),
        ("+22920212223", "+2290120212223"),
        ("+23777123456", "+237677123456"),
        ("+23799123456", "+237699123456"),
        ("+24106031234", "+24166031234"),
        ("+24107412345", "+24177412345"),
        ("+59398765432", "+593998765432"),
        ("+59387654321", "+593987654321"),
    ];

    fn is_valid(e164: &str) -> bool {
        PHONE_NUMBER_UTIL.parse(e164, None).is_ok_and(|number| number.is_valid())
    }

    #[test]
    fn both_spellings_of_a_number_are_one_number() {
        for (old, new) in RESPELLED {
            assert_eq!(canonical(old).as_deref(), Some(new), "{old}");
            assert_eq!(canonical(new), None, "{new}");
            assert_eq!(PhoneNumber::from_e164(old), PhoneNumber::from_e164(new));
            assert_eq!(PhoneNumber::parse(old, "US"), PhoneNumber::parse(new, ""), "{old}");
            assert!(is_valid(new), "{new} is what libphonenumber calls valid");
        }
    }

    #[test]
    fn what_kept_its_digits_keeps_them() {
        for same in [
            "+551130123456",
            "+551157654321",
            "+551178654321",
            "+551170123456",
            "+558002345678",
            "+528119878677",
            "+5218005551212",
            "+548001234567",
            "+84241234567",
            "+237222123456",
            "+59322345678",
            "+24103123456",
            "+15218119878",
            "+14155552671",
        ] {
            let spelled = PhoneNumber::from_e164(same).unwrap();
            let expected = canonical(same).unwrap_or_else(|| same.to_owned());
            assert_eq!(spelled.as_str(), expected);
            assert!(canonical(same).is_none() || same.starts_with("+521"), "{same}");
        }
    }

    /// A mobile of every country, by the metadata's own example. Gabon's is one of the old plan, Tokelau's too short for us.
    #[test]
    fn a_number_of_todays_plan_stays_as_it_is() {
        let mut looked_at = 0;
        for region in PHONE_NUMBER_UTIL.get_supported_regions() {
            let example =
                PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, PhoneNumberType::Mobile);
            let Ok(example) = example else { continue };
            let e164 = example.format_as(PhoneNumberFormat::E164).into_owned();
            if e164.starts_with("+2410") || e164.starts_with("+690") {
                continue;
            }
            assert_eq!(canonical(&e164), None, "{e164}");
            assert_eq!(
                PhoneNumber::parse(&e164, "").as_ref().map(PhoneNumber::as_str),
                Ok(e164.as_str()),
                "{region:?}"
            );
            looked_at += 1;
        }
        assert!(looked_at > 200, "{looked_at}");
    }

    proptest! {
        #[test]
        fn a_canonical_number_is_spelled_once(code in "52|54|55|84|225|229|237|241|593|1|44", rest in "[0-9]{6,11}") {
            if let Some(spelled) = canonical(&format!("+{code}{rest}")) {
                prop_assert_eq!(canonical(&spelled), None);
            }
        }
    }
}
