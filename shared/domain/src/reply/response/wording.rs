//! The words of the answers. They keep to GSM-7's basic letters (which lack á, í, ó, ú, ê and ç) and to 118 of
//! them, so that one part holds them and a brand of 40. A contact makes a second part of HELP's.

use crate::{contact::Contact, reply::Language};

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Confirms a STOP: no marketing, no link (47 CFR 64.1200(a)(12)).
    Unsubscribed,
    /// Confirms a START: what the messages are about, help, opt-out and cost (CTIA).
    Subscribed,
    /// Answers a START that changes nothing.
    AlreadySubscribed,
    /// Answers HELP: what this is, how to stop it, cost, and whom to turn to (CTIA).
    Help,
}

impl Answer {
    /// The text, to follow the brand and `: `. HELP's ends with the contact, where there is one: no full stop behind it,
    /// which a phone would take for a part of an address.
    pub(super) fn text(self, language: Language, contact: Option<&Contact>) -> String {
        let text = match language {
            Language::English => self.english(),
            Language::Spanish => self.spanish(),
            Language::French => self.french(),
        };
        match contact.filter(|_| self == Self::Help) {
            Some(contact) => format!("{text} {}: {contact}", contact_word(language)),
            None => text.to_owned(),
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::Unsubscribed => {
                "You are unsubscribed and will get no more messages. Reply START to come back."
            }
            Self::Subscribed => {
                "You'll get texts about your subscription. Reply HELP for help, STOP to stop. Msg & data rates may apply."
            }
            Self::AlreadySubscribed => {
                "You are already subscribed. Reply HELP for help, STOP to stop. Msg & data rates may apply."
            }
            Self::Help => {
                "We send texts about your subscription. Reply STOP to stop them. Msg & data rates may apply."
            }
        }
    }

    const fn spanish(self) -> &'static str {
        match self {
            Self::Unsubscribed => {
                "Baja confirmada. Ya no le enviaremos mensajes. Responda START para volver."
            }
            Self::Subscribed => {
                "Le escribiremos sobre sus pedidos. Responda HELP para ayuda, STOP para parar. Pueden aplicar cargos."
            }
            Self::AlreadySubscribed => {
                "Ya recibe nuestros mensajes. Responda HELP para ayuda, STOP para parar. Pueden aplicar cargos."
            }
            Self::Help => {
                "Enviamos mensajes sobre sus pedidos. Responda STOP para no recibirlos. Pueden aplicar cargos."
            }
        }
    }

    const fn french(self) -> &'static str {
        match self {
            Self::Unsubscribed => {
                "Désabonnement confirmé. Vous ne recevrez plus de messages. Répondez START pour revenir."
            }
            Self::Subscribed => {
                "Vous recevrez des textos sur votre abonnement. Répondez HELP (aide) ou STOP. Des frais peuvent s'appliquer."
            }
            Self::AlreadySubscribed => {
                "Vous recevez déjà nos messages. Répondez HELP (aide) ou STOP. Des frais peuvent s'appliquer."
            }
            Self::Help => {
                "Nos textos concernent votre abonnement. STOP pour ne plus en recevoir. Des frais peuvent s'appliquer."
            }
        }
    }
}

/// What a contact follows.
const fn contact_word(language: Language) -> &'static str {
    match language {
        Language::English => "Help",
        Language::Spanish => "Ayuda",
        Language::French => "Aide",
    }
}
