use proptest::prelude::*;

use super::*;
use crate::{
    contact::Contact,
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
    respond(&hear(text), status, Answerer::store(&store("Blue Door Coffee"), false))
}

fn heard(meaning: ReplyMeaning, language: Language) -> Heard {
    Heard { meaning, language }
}

/// Every answer there is.
fn answers(brand: &str) -> Vec<String> {
    let (mut answers, store) = (Vec::new(), store(brand));
    for language in LANGUAGES {
        for (meaning, status) in [
            (ReplyMeaning::Stop, ConsentStatus::Subscribed),
            (ReplyMeaning::Start, ConsentStatus::Unsubscribed),
            (ReplyMeaning::Start, ConsentStatus::Subscribed),
            (ReplyMeaning::Help, ConsentStatus::Subscribed),
        ] {
            let by = Answerer::store(&store, false);
            answers.extend(respond(&heard(meaning, language), status, by).answer);
        }
    }
    assert_eq!(answers.len(), 12);
    answers
}

#[test]
fn answers_say_what_the_law_and_the_carriers_want() {
    insta::assert_snapshot!(answers("Blue Door Coffee").join("\n"), @r"
    Blue Door Coffee: You are unsubscribed and will get no more messages. Reply START to come back.
    Blue Door Coffee: You will get texts about your orders. Msg frequency varies. Msg & data rates may apply. HELP for help, STOP to stop.
    Blue Door Coffee: You are already subscribed. Msg frequency varies. Msg & data rates may apply. Reply HELP for help, STOP to stop.
    Blue Door Coffee: We send texts about your subscription. Reply STOP to stop them. Msg & data rates may apply.
    Blue Door Coffee: Baja confirmada. Ya no le enviaremos mensajes. Responda START para volver.
    Blue Door Coffee: Le escribiremos sobre sus pedidos. Frecuencia variable. Pueden aplicar cargos. HELP para ayuda, STOP para parar.
    Blue Door Coffee: Ya recibe nuestros mensajes. Frecuencia variable. Pueden aplicar cargos. HELP para ayuda, STOP para parar.
    Blue Door Coffee: Enviamos mensajes sobre sus pedidos. Responda STOP para no recibirlos. Pueden aplicar cargos.
    Blue Door Coffee: Désabonnement confirmé. Vous ne recevrez plus de messages. Répondez START pour revenir.
    Blue Door Coffee: Vous recevrez des textos sur votre abonnement. Fréquence variable. Frais possibles. HELP (aide), STOP (fin).
    Blue Door Coffee: Vous recevez déjà nos messages. Fréquence variable. Des frais peuvent s'appliquer. HELP (aide), STOP (fin).
    Blue Door Coffee: Nos textos concernent votre abonnement. STOP pour ne plus en recevoir. Des frais peuvent s'appliquer.
    ");
}

/// 47 CFR 64.1200(a)(12), CTIA Messaging Principles 5.2: a STOP that counts for more than one brand says so.
#[test]
fn answers_of_a_number_that_stores_share_say_that_they_are_of_all() {
    let store = store("Blue Door Coffee");
    let mut answers = Vec::new();
    for language in LANGUAGES {
        let stop = heard(ReplyMeaning::Stop, language);
        answers.extend(respond(&stop, ConsentStatus::Subscribed, Answerer::store(&store, true)).answer);
        for meaning in [ReplyMeaning::Stop, ReplyMeaning::Start, ReplyMeaning::Help] {
            let by_number = respond(&heard(meaning, language), ConsentStatus::Unknown, Answerer::NUMBER);
            answers.extend(by_number.answer);
        }
    }
    for answer in &answers {
        let size = count(answer);
        assert_eq!((size.encoding, size.count), (Encoding::Gsm7, 1), "{answer}");
    }
    insta::assert_snapshot!(answers.join("\n"), @r"
    Blue Door Coffee: You are unsubscribed from all shops that text from this number. No more messages. Reply START to come back.
    You are unsubscribed from all shops that text from this number. No more messages. Reply START to come back.
    Shops may text you from this number. Msg frequency varies. Msg & data rates may apply. HELP for help, STOP to stop.
    Several shops send texts from this number. Reply STOP to stop them all. Msg & data rates may apply.
    Blue Door Coffee: Baja confirmada en todas las tiendas de este teléfono. Ya no le enviaremos mensajes. Responda START para volver.
    Baja confirmada en todas las tiendas de este teléfono. Ya no le enviaremos mensajes. Responda START para volver.
    Puede recibir mensajes de las tiendas de este teléfono. Frecuencia variable. Pueden aplicar cargos. STOP para parar.
    Varias tiendas escriben desde este teléfono. Responda STOP para no recibir nada. Pueden aplicar cargos.
    Blue Door Coffee: Désabonnement confirmé pour toutes les boutiques de ce numéro. Plus de messages. Répondez START pour revenir.
    Désabonnement confirmé pour toutes les boutiques de ce numéro. Plus de messages. Répondez START pour revenir.
    Les boutiques de ce numéro peuvent vous écrire. Fréquence variable. Frais possibles. HELP (aide), STOP (fin).
    Plusieurs boutiques écrivent depuis ce numéro. STOP pour ne plus rien recevoir. Des frais peuvent s'appliquer.
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
    let entered = Some(ConsentStatus::Unsubscribed);
    assert_eq!(again, Response { consent: entered, answer: None }, "it counts from now on");
}

#[test]
fn start_opts_in_whoever_is_not_in() {
    for status in [ConsentStatus::Unsubscribed, ConsentStatus::Void, ConsentStatus::Unknown] {
        assert_eq!(on("START", status).consent, Some(ConsentStatus::Subscribed));
    }
    let again = on("START", ConsentStatus::Subscribed);
    assert_eq!(again.consent, Some(ConsentStatus::Subscribed), "it counts from now on");
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
fn help_names_whom_to_turn_to() {
    let contact = Contact::parse("help@bluedoor.example").ok();
    let settings = StoreSettings { contact, ..store("Blue Door Coffee") };
    let helped = |language| {
        respond(
            &Heard { meaning: ReplyMeaning::Help, language },
            ConsentStatus::Unknown,
            Answerer::store(&settings, false),
        )
    };
    let answers = LANGUAGES.map(|language| helped(language).answer.unwrap());
    insta::assert_snapshot!(answers.join("\n"), @r"
    Blue Door Coffee: We send texts about your subscription. Reply STOP to stop them. Msg & data rates may apply. Help: help@bluedoor.example
    Blue Door Coffee: Enviamos mensajes sobre sus pedidos. Responda STOP para no recibirlos. Pueden aplicar cargos. Ayuda: help@bluedoor.example
    Blue Door Coffee: Nos textos concernent votre abonnement. STOP pour ne plus en recevoir. Des frais peuvent s'appliquer. Aide: help@bluedoor.example
    ");
    assert!(
        !respond(&hear("STOP"), ConsentStatus::Unknown, Answerer::store(&settings, false))
            .answer
            .unwrap()
            .contains("bluedoor.example")
    );
}

#[test]
fn the_longest_contact_stands_in_an_answer_whole() {
    let contact = Contact::parse(&format!("{}@bluedoor.example", "x".repeat(47))).ok();
    assert!(contact.is_some());
    for brand in ["W".repeat(40), "蓝门咖啡".repeat(10)] {
        let settings = StoreSettings { contact: contact.clone(), ..store(&brand) };
        for language in LANGUAGES {
            let heard = Heard { meaning: ReplyMeaning::Help, language };
            let answer =
                respond(&heard, ConsentStatus::Subscribed, Answerer::store(&settings, false)).answer.unwrap();
            let start = if brand.is_ascii() { &brand } else { "蓝门咖啡" };
            assert!(answer.starts_with(start) && answer.ends_with("@bluedoor.example"), "{answer}");
            let most = if brand.is_ascii() { MOST_PARTS } else { MOST_PARTS_WITH_CONTACT };
            assert!(count(&answer).count <= most, "{answer}");
        }
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
