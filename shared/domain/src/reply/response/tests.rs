use proptest::prelude::*;

use super::*;
use crate::{
    ids::StoreId,
    parts::{Encoding, count},
    reply::{Language, hear},
};

const STATUSES: [ConsentStatus; 4] =
    [ConsentStatus::Subscribed, ConsentStatus::Unsubscribed, ConsentStatus::Void, ConsentStatus::Unknown];
const LANGUAGES: [Language; 3] = [Language::English, Language::Spanish, Language::French];

fn store(name: &str) -> StoreSettings {
    let id = StoreId::parse("demo").unwrap();
    StoreSettings { fold_typography: false, ..StoreSettings::new(id, name, "America/New_York") }
}

fn on(text: &str, status: ConsentStatus) -> Response {
    respond(&hear(text), status, &store("Blue Door Coffee"))
}

/// Every answer there is.
fn answers(brand: &str) -> Vec<String> {
    let mut answers = Vec::new();
    for language in LANGUAGES {
        for (meaning, status) in [
            (ReplyMeaning::Stop, ConsentStatus::Subscribed),
            (ReplyMeaning::Start, ConsentStatus::Unsubscribed),
            (ReplyMeaning::Start, ConsentStatus::Subscribed),
            (ReplyMeaning::Help, ConsentStatus::Subscribed),
        ] {
            answers.extend(respond(&Heard { meaning, language }, status, &store(brand)).answer);
        }
    }
    assert_eq!(answers.len(), 12);
    answers
}

#[test]
fn answers_say_what_the_law_and_the_carriers_want() {
    insta::assert_snapshot!(answers("Blue Door Coffee").join("\n"), @r"
    Blue Door Coffee: You are unsubscribed and will get no more messages. Reply START to come back.
    Blue Door Coffee: You'll get texts about your subscription. Reply HELP for help, STOP to stop. Msg & data rates may apply.
    Blue Door Coffee: You are already subscribed. Reply HELP for help, STOP to stop. Msg & data rates may apply.
    Blue Door Coffee: We send texts about your subscription. Reply STOP to stop them. Msg & data rates may apply.
    Blue Door Coffee: Baja confirmada. Ya no le enviaremos mensajes. Responda START para volver.
    Blue Door Coffee: Le escribiremos sobre sus pedidos. Responda HELP para ayuda, STOP para parar. Pueden aplicar cargos.
    Blue Door Coffee: Ya recibe nuestros mensajes. Responda HELP para ayuda, STOP para parar. Pueden aplicar cargos.
    Blue Door Coffee: Enviamos mensajes sobre sus pedidos. Responda STOP para no recibirlos. Pueden aplicar cargos.
    Blue Door Coffee: Désabonnement confirmé. Vous ne recevrez plus de messages. Répondez START pour revenir.
    Blue Door Coffee: Vous recevrez des textos sur votre abonnement. Répondez HELP (aide) ou STOP. Des frais peuvent s'appliquer.
    Blue Door Coffee: Vous recevez déjà nos messages. Répondez HELP (aide) ou STOP. Des frais peuvent s'appliquer.
    Blue Door Coffee: Nos textos concernent votre abonnement. STOP pour ne plus en recevoir. Des frais peuvent s'appliquer.
    ");
}

#[test]
fn only_the_first_stop_is_confirmed() {
    for status in [ConsentStatus::Subscribed, ConsentStatus::Void, ConsentStatus::Unknown] {
        let response = on("Stop please!", status);
        assert_eq!(response.consent, Some(ConsentStatus::Unsubscribed));
        assert!(response.answer.is_some());
    }
    let again = on("I said STOP", ConsentStatus::Unsubscribed);
    assert_eq!(again, Response { consent: None, answer: None });
}

#[test]
fn start_opts_in_whoever_is_not_in() {
    for status in [ConsentStatus::Unsubscribed, ConsentStatus::Void, ConsentStatus::Unknown] {
        assert_eq!(on("START", status).consent, Some(ConsentStatus::Subscribed));
    }
    let again = on("START", ConsentStatus::Subscribed);
    assert_eq!(again.consent, None);
    assert!(again.answer.unwrap().contains("already subscribed"));
}

#[test]
fn help_is_always_answered_and_changes_nothing() {
    for status in STATUSES {
        let response = on("HELP", status);
        assert_eq!(response.consent, None);
        assert!(response.answer.unwrap().contains("STOP"));
    }
}

#[test]
fn the_rest_is_left_to_people() {
    for status in STATUSES {
        assert_eq!(on("when does it start?", status), Response { consent: None, answer: None });
    }
}

#[test]
fn an_answer_is_in_the_language_of_the_reply() {
    let answered = |text| on(text, ConsentStatus::Subscribed).answer.unwrap();
    assert!(answered("ALTO").contains("Baja confirmada"));
    assert!(answered("STOP SVP").contains("Désabonnement confirmé"));
    assert!(answered("STOP").contains("You are unsubscribed"));
}

#[test]
fn curly_quotes_and_dashes_of_a_brand_cost_nothing() {
    for answer in answers("Mama’s “Blue–Door” Coffee") {
        assert_eq!(count(&answer).encoding, Encoding::Gsm7, "{answer}");
    }
}

#[test]
fn a_brand_of_another_script_keeps_what_fits() {
    for answer in answers(&"蓝门咖啡".repeat(10)) {
        assert!(answer.starts_with("蓝门咖啡"), "{answer}");
    }
}

proptest! {
    #[test]
    fn a_plain_brand_is_answered_in_one_part(brand in "[A-Za-z0-9 &'.!éèñöÜ-]{1,40}") {
        for answer in answers(&brand) {
            let size = count(&answer);
            prop_assert_eq!((size.encoding, size.count), (Encoding::Gsm7, 1), "{}", answer);
            prop_assert!(answer.starts_with(brand.trim_end()));
        }
    }

    #[test]
    fn no_brand_takes_more_than_two_parts(brand in "\\PC{1,40}") {
        for answer in answers(&brand) {
            prop_assert!(count(&answer).count <= MOST_PARTS, "{}", answer);
        }
    }
}
