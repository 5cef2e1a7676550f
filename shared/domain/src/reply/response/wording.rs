//! The words of the answers. They keep to GSM-7's basic letters (which lack á, í, ó, ú, ê and ç) and to 118 of
//! them, so that one part holds them and a brand of 40. A contact makes a second part of HELP's.

use crate::{contact::Contact, reply::Language};

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Confirms a STOP: no marketing, no link (47 CFR 64.1200(a)(12)).
    Unsubscribed,
    /// Confirms a STOP that counts for every store of the number.
    UnsubscribedFromAll,
    /// Confirms a START: what the messages are about, how often, help, opt-out and cost (CTIA).
    Subscribed,
    /// Answers a START that changes nothing.
    AlreadySubscribed,
    /// Confirms the START of somebody whom no store of the number knows.
    MayBeTexted,
    /// Answers HELP: what this is, how to stop it, cost, and whom to turn to (CTIA).
    Help,
    /// Answers the HELP of somebody whom no store of the number knows.
    HelpForAll,
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
            Self::UnsubscribedFromAll => {
                "You are unsubscribed from all shops that text from this number. No more messages. Reply START to come back."
            }
            Self::Subscribed => {
                "You will get texts about your orders. Msg frequency varies. Msg & data rates may apply. HELP for help, STOP to stop."
            }
            Self::AlreadySubscribed => {
                "You are already subscribed. Msg frequency varies. Msg & data rates may apply. Reply HELP for help, STOP to stop."
            }
            Self::MayBeTexted => {
                "Shops may text you from this number. Msg frequency varies. Msg & data rates may apply. HELP for help, STOP to stop."
            }
            Self::Help => {
                "We send texts about your subscription. Reply STOP to stop them. Msg & data rates may apply."
            }
            Self::HelpForAll => {
                "Several shops send texts from this number. Reply STOP to stop them all. Msg & data rates may apply."
            }
        }
    }

    const fn spanish(self) -> &'static str {
        match self {
            Self::Unsubscribed => {
                "Baja confirmada. Ya no le enviaremos mensajes. Responda START para volver."
            }
            Self::UnsubscribedFromAll => {
                "Baja confirmada en todas las tiendas de este teléfono. Ya no le enviaremos mensajes. Responda START para volver."
            }
            Self::Subscribed => {
                "Le escribiremos sobre sus pedidos. Frecuencia variable. Pueden aplicar cargos. HELP para ayuda, STOP para parar."
            }
            Self::AlreadySubscribed => {
                "Ya recibe nuestros mensajes. Frecuencia variable. Pueden aplicar cargos. HELP para ayuda, STOP para parar."
            }
            Self::MayBeTexted => {
                "Puede recibir mensajes de las tiendas de este teléfono. Frecuencia variable. Pueden aplicar cargos. STOP para parar."
            }
            Self::Help => {
                "Enviamos mensajes sobre sus pedidos. Responda STOP para no recibirlos. Pueden aplicar cargos."
            }
            Self::HelpForAll => {
                "Varias tiendas escriben desde este teléfono. Responda STOP para no recibir nada. Pueden aplicar cargos."
            }
        }
    }

    const fn french(self) -> &'static str {
        match self {
            Self::Unsubscribed => {
                "Désabonnement confirmé. Vous ne recevrez plus de messages. Répondez START pour revenir."
            }
            Self::UnsubscribedFromAll => {
                "Désabonnement confirmé pour toutes les boutiques de ce numéro. Plus de messages. Répondez START pour revenir."
            }
            Self::Subscribed => {
                "Vous recevrez des textos sur votre abonnement. Fréquence variable. Frais possibles. HELP (aide), STOP (fin)."
            }
            Self::AlreadySubscribed => {
                "Vous recevez déjà nos messages. Fréquence variable. Des frais peuvent s'appliquer. HELP (aide), STOP (fin)."
            }
            Self::MayBeTexted => {
                "Les boutiques de ce numéro peuvent vous écrire. Fréquence variable. Frais possibles. HELP (aide), STOP (fin)."
            }
            Self::Help => {
                "Nos textos concernent votre abonnement. STOP pour ne plus en recevoir. Des frais peuvent s'appliquer."
            }
            Self::HelpForAll => {
                "Plusieurs boutiques écrivent depuis ce numéro. STOP pour ne plus rien recevoir. Des frais peuvent s'appliquer."
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
