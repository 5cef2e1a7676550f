//! Countries, by their codes and by the names that addresses and lists give them.

/// Where most Shopify shops sell, by the English names that Shopify uses. A country that is missing here is an
/// unknown one: its phone numbers then need their country code.
const NAMES: &[(&str, &str)] = &[
    ("argentina", "AR"),
    ("australia", "AU"),
    ("austria", "AT"),
    ("bahrain", "BH"),
    ("belgium", "BE"),
    ("brazil", "BR"),
    ("bulgaria", "BG"),
    ("canada", "CA"),
    ("chile", "CL"),
    ("china", "CN"),
    ("colombia", "CO"),
    ("costa rica", "CR"),
    ("croatia", "HR"),
    ("cyprus", "CY"),
    ("czech republic", "CZ"),
    ("czechia", "CZ"),
    ("denmark", "DK"),
    ("dominican republic", "DO"),
    ("estonia", "EE"),
    ("finland", "FI"),
    ("france", "FR"),
    ("germany", "DE"),
    ("great britain", "GB"),
    ("greece", "GR"),
    ("guam", "GU"),
    ("hong kong", "HK"),
    ("hong kong sar", "HK"),
    ("hungary", "HU"),
    ("iceland", "IS"),
    ("india", "IN"),
    ("indonesia", "ID"),
    ("ireland", "IE"),
    ("israel", "IL"),
    ("italy", "IT"),
    ("jamaica", "JM"),
    ("japan", "JP"),
    ("jersey", "JE"),
    ("kuwait", "KW"),
    ("latvia", "LV"),
    ("lithuania", "LT"),
    ("luxembourg", "LU"),
    ("malaysia", "MY"),
    ("malta", "MT"),
    ("mexico", "MX"),
    ("netherlands", "NL"),
    ("new zealand", "NZ"),
    ("norway", "NO"),
    ("peru", "PE"),
    ("philippines", "PH"),
    ("poland", "PL"),
    ("portugal", "PT"),
    ("puerto rico", "PR"),
    ("qatar", "QA"),
    ("romania", "RO"),
    ("saudi arabia", "SA"),
    ("singapore", "SG"),
    ("slovakia", "SK"),
    ("slovenia", "SI"),
    ("south africa", "ZA"),
    ("south korea", "KR"),
    ("spain", "ES"),
    ("sweden", "SE"),
    ("switzerland", "CH"),
    ("taiwan", "TW"),
    ("thailand", "TH"),
    ("the netherlands", "NL"),
    ("turkey", "TR"),
    ("türkiye", "TR"),
    ("uk", "GB"),
    ("united arab emirates", "AE"),
    ("united kingdom", "GB"),
    ("united states", "US"),
    ("united states of america", "US"),
    ("usa", "US"),
    ("vietnam", "VN"),
];

/// The ISO 3166 code, upper case, of a country given by its code or by its English name.
#[must_use]
pub fn country_code(text: &str) -> Option<String> {
    let name = text.trim().to_lowercase();
    if let Ok(place) = NAMES.binary_search_by_key(&name.as_str(), |(name, _)| name) {
        return NAMES.get(place).map(|(_, code)| (*code).to_owned());
    }
    let is_code = name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code.then(|| name.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_of_either_version() {
        assert!(NAMES.is_sorted(), "looked up by halving");
        for (text, code) in
            [("US", "US"), ("dk", "DK"), ("UK", "GB"), ("United States", "US"), ("türkiye", "TR")]
        {
            assert_eq!(country_code(text).as_deref(), Some(code), "{text}");
        }
        assert_eq!(["", "Atlantis", "U1", "840"].map(country_code), [const { None }; 4]);
    }
}
