use proptest::prelude::*;

use super::*;

const BODY: &[u8] = br#"{"charge": {"id": 1}}"#;
const TIME: &str = "1790000000";
const V1: &str = "655a4e14db53d34ab9fb0089857712240631ad82d0a132cba2625feb3382985e";
const LEGACY: &str = "3c0dbc738e70f133ae299baf1dd947e2279dfb9dc0fd429824d3037c2de1b98d";

fn secret() -> SecretString {
    "test-client-secret".into()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn check(signature: &str, legacy: Option<&str>, now: i64) -> Result<Proof, SignatureError> {
    let headers = SignatureHeaders { timestamp: Some(TIME), signature: Some(signature), legacy };
    verify(&secret(), headers, BODY, at(now))
}

fn check_legacy(secret: &str, body: &[u8], legacy: &str) -> Result<Proof, SignatureError> {
    verify(
        &SecretString::from(secret),
        SignatureHeaders { legacy: Some(legacy), ..Default::default() },
        body,
        at(0),
    )
}

#[test]
fn known_signatures_of_the_timestamped_scheme() {
    let good = format!("t={TIME},v1={V1}");
    assert_eq!(timestamped(&secret(), BODY, at(1_790_000_000)), (TIME.to_owned(), good.clone()));
    assert_eq!(check(&good, None, 1_790_000_000), Ok(Proof::TimestampedSignature));
    assert_eq!(
        check(&format!("v2=00,v1={V1}, t={TIME}"), None, 1_790_000_000),
        Ok(Proof::TimestampedSignature)
    );
    // Signed five minutes ahead of now, and 48 hours before.
    for edge in [-300, 172_800] {
        assert_eq!(check(&good, None, 1_790_000_000 + edge), Ok(Proof::TimestampedSignature));
        assert_eq!(check(&good, None, 1_790_000_000 + edge + edge.signum()), Err(SignatureError::Stale));
    }
}

#[test]
fn a_replaced_secret_vouches_for_what_it_signed_before() {
    let secret = secret();
    let headers = |(time, signature): &(String, String), legacy| {
        let headers = SignatureHeaders { timestamp: Some(time), signature: Some(signature), legacy };
        let replaced = ClientSecret { secret: &secret, replaced_at: Some(at(1_000)) };
        verify(replaced, headers, BODY, at(2_000))
    };
    let [before, after] = [1_000, 1_001].map(|time| timestamped(&secret, BODY, at(time)));
    assert_eq!(headers(&before, None), Ok(Proof::TimestampedSignature));
    assert_eq!(headers(&after, None), Err(SignatureError::Stale));
    let without_time = SignatureHeaders { legacy: Some(LEGACY), ..Default::default() };
    let replaced = ClientSecret { secret: &secret, replaced_at: Some(at(1_000)) };
    assert_eq!(verify(replaced, without_time, BODY, at(0)), Err(SignatureError::Stale));
}

/// 2,400 codes once cost 1.2 s: the body was hashed for each of them.
#[test]
fn many_codes_are_refused_without_a_hash() {
    let codes =
        |count: usize| format!("t={TIME}{},v1={V1}", format!(",v1={}", "0".repeat(64)).repeat(count - 1));
    assert_eq!(check(&codes(5), None, 1_790_000_000), Ok(Proof::TimestampedSignature));
    for many in [6, 2_400] {
        assert_eq!(check(&codes(many), None, 1_790_000_000), Err(SignatureError::Malformed), "{many}");
    }
}

#[test]
fn the_timestamped_scheme_never_falls_back_to_the_legacy_one() {
    let zeros = "0".repeat(64);
    for (bad, why) in [
        (format!("t={TIME},v1={zeros}"), SignatureError::Mismatch),
        (format!("t={TIME},v2={V1}"), SignatureError::Malformed),
        (format!("t=1790000001,v1={V1}"), SignatureError::Malformed),
        (format!("v1={V1}"), SignatureError::Malformed),
        (format!("t={TIME},v1=xyz"), SignatureError::Malformed),
        (String::new(), SignatureError::Malformed),
    ] {
        assert_eq!(check(&bad, Some(LEGACY), 1_790_000_000), Err(why), "{bad}");
    }
}

#[test]
fn known_signatures_of_the_legacy_scheme() {
    let secret = "shjk_test_client_secret_0123456789abcdef";
    let body = concat!(
        r#"{"id":734031438,"type":"order/created","shop_id":438291,"order":{"id":123456789,"#,
        r#""customer":{"id":8991507},"status":"queued","total_price":"19.99","currency":"USD"}}"#
    );
    for (body, hash) in [
        (body, "9e99d3bdb37c9b7621f929bd402fe24abf3961dab7dd0821a6fd0414a2dd0ca8"),
        ("", "f0c98ba3f7ea9373f788bb7b444bbae03a8e723dae0097296c7cf8dc3fa1e13e"),
        ("héllo, 🦀 world!", "42317fe9be5fc915d7e849081d643a2460a0850b1a1d4d2489adeb47aae20e0e"),
    ] {
        assert_eq!(check_legacy(secret, body.as_bytes(), hash), Ok(Proof::LegacySignature));
        assert_eq!(legacy(&secret.into(), body.as_bytes()), hash);
    }
    for (mistake, hash) in [
        ("secret after body", "d84ac262efa5b07e603eecf77b1f6d6468b448caf09bbf79d4c243ba84d93795"),
        ("a true HMAC", "2deb536c47dd0c7ca2e372c812c708a785c2d08849c7e058352d4f109aa24fe2"),
    ] {
        assert_eq!(check_legacy(secret, body.as_bytes(), hash), Err(SignatureError::Mismatch), "{mistake}");
    }
    assert_eq!(check_legacy("test-client-secret", BODY, LEGACY), Ok(Proof::LegacySignature));
}

#[test]
fn without_a_signature_or_without_a_secret_nothing_passes() {
    assert_eq!(verify(&secret(), SignatureHeaders::default(), BODY, at(0)), Err(SignatureError::Missing));
    let forged = legacy(&"".into(), BODY);
    assert_eq!(check_legacy("", BODY, &forged), Err(SignatureError::Mismatch));
}

proptest! {
    #[test]
    fn what_we_sign_we_accept_and_any_changed_byte_we_refuse(
        mut body in prop::collection::vec(any::<u8>(), 1..200),
        place in any::<prop::sample::Index>(),
        change in 1_u8..,
        seconds in 0_i64..4_000_000_000,
    ) {
        let (time, signature) = timestamped(&secret(), &body, at(seconds));
        let hash = legacy(&secret(), &body);
        let new = SignatureHeaders { timestamp: Some(&time), signature: Some(&signature), legacy: None };
        let old = SignatureHeaders { legacy: Some(&hash), ..Default::default() };
        prop_assert_eq!(verify(&secret(), new, &body, at(seconds)), Ok(Proof::TimestampedSignature));
        prop_assert_eq!(verify(&secret(), old, &body, at(seconds)), Ok(Proof::LegacySignature));
        prop_assert_eq!(verify(&SecretString::from("other"), new, &body, at(seconds)), Err(SignatureError::Mismatch));
        let place = place.index(body.len());
        body[place] ^= change;
        prop_assert_eq!(verify(&secret(), new, &body, at(seconds)), Err(SignatureError::Mismatch));
        prop_assert_eq!(verify(&secret(), old, &body, at(seconds)), Err(SignatureError::Mismatch));
    }

    #[test]
    fn a_signature_with_any_changed_character_is_refused(place in any::<prop::sample::Index>(), change in 1_u8..128) {
        let mut signature = format!("t={TIME},v1={V1}").into_bytes();
        let place = place.index(signature.len());
        signature[place] ^= change;
        let changed = String::from_utf8_lossy(&signature).into_owned();
        prop_assume!(!changed.eq_ignore_ascii_case(&format!("t={TIME},v1={V1}")));
        prop_assert!(check(&changed, Some(LEGACY), 1_790_000_000).is_err());
    }
}

mod forgeries;
