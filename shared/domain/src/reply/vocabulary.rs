//! The words of [`super`]: lower case, without accents and apostrophes.

/// Words or phrases, with `, ` between them.
#[derive(Clone, Copy)]
pub(super) struct Words(&'static str);

impl Words {
    pub(super) fn has(self, word: &str) -> bool {
        self.iter().any(|it| it == word)
    }

    pub(super) fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.split(", ")
    }

    /// Each phrase as its words.
    pub(super) fn phrases(self) -> impl Iterator<Item = Vec<&'static str>> {
        self.iter().map(|phrase| phrase.split(' ').collect())
    }
}

/// Exactly one of these opts in again (CTIA Messaging Principles; Twilio's default keywords without YES, which
/// answers too many other questions).
pub(super) const START: Words = Words("start, unstop");

/// Ask who this is.
pub(super) const HELP: Words = Words("help, info, information, aide, ayuda, ayudame");

/// Stop, wherever in a sentence.
pub(super) const STOP: Words = Words("stopall, sotp, stpo, st0p, optout, arretez, arrete");

/// Stop, in all forms of the word: unsubscribe, désabonner, désinscription, desuscribirme.
pub(super) const STOP_STEMS: Words = Words("unsub, unsusc, desabon, desinscri, desuscri");

/// Stop, if nothing but messages is spoken of. The keywords of 47 CFR 64.1200(a)(10) and CTIA come first.
pub(super) const COMMANDS: Words = Words(
    "cancel, end, quit, revoke, remove, td, arret, cancelall, cease, block, delete, enough, no more, no \
     text, no texts, no messages, alto, parar, paren, pare, detener, detengan, basta, baja, cancelar, \
     cancela, cancelen, eliminar, borrar, no mas, ya no, annuler, annulez, arreter, fin, plus de",
);

/// Stop, wherever in a sentence.
pub(super) const PHRASES: Words = Words(
    "opt out, opt me out, opting out, stop texting, stop messaging, stop sending, stop contacting, stop \
     bothering, stop spamming, quit texting, quit messaging, quit sending, quit contacting, quit \
     bothering, quit spamming, cease and desist, dont text, dont message, dont contact, do not text, do \
     not message, do not contact, never text me again, never contact me again, dont send me any, dont \
     send me texts, dont send me messages, do not send me any, do not send me texts, do not send me \
     messages, no more texts, no more text, no more messages, no more sms, take me off, take my number \
     off, remove me, remove my number, delete my number, lose my number, lose this number, leave me \
     alone, wrong number, wrong person, not want texts, dont want texts, not want these, dont want these, \
     not want messages, dont want messages, not want any more, dont want any more, dont wish to receive, \
     not wish to receive, not want to receive, dont want to receive, revoke my consent, revoke consent, \
     withdraw my consent, off your list, off this list, off the list, report spam, reported as spam, no \
     mas mensajes, no mas textos, no mas sms, mas mensajes no, no quiero mensajes, no quiero mas \
     mensajes, no quiero recibir, no quiero mas, no deseo recibir, no me manden, no me mandes, no me \
     mande, no me envien, no me envies, no me envie, no me escriban, no me escribas, no me contacten, \
     deja de enviar, deja de enviarme, deja de mandar, deja de mandarme, deja de escribirme, dejen de, \
     deje de enviar, deje de enviarme, deje de mandar, deje de mandarme, dejame en paz, dejenme en paz, \
     de baja, numero equivocado, numero incorrecto, quitame, quitenme, saquenme, sacame de, eliminenme, \
     eliminame, plus de message, plus de messages, plus de sms, plus de textos, pas de messages, menvoyez \
     plus, menvoie plus, mecrivez plus, me contactez plus, plus recevoir, ne plus recevoir, mauvais \
     numero, faux numero, retirez moi, retirez mon numero, laissez moi tranquille, supprimez mon numero",
);

/// Said around a command without changing it.
pub(super) const COURTESY: Words = Words(
    "please, pls, plz, plez, thanks, thank, thx, ty, you, u, hi, hello, hey, ok, okay, sorry, sir, just, \
     kindly, now, already, asap, immediately, today, i, id, ill, im, we, me, want, wanna, wish, would, \
     like, need, to, can, could, how, do, lets, and, yes, por, favor, gracias, hola, ya, quiero, \
     quisiera, necesito, porfa, porfavor, como, puedo, svp, stp, sil, vous, te, plait, merci, bonjour, \
     je, veux, voudrais, moi, les, tout, immediatement, maintenant",
);

/// What messages are called, and what stands before those names.
pub(super) const OBJECTS: Words = Words(
    "it, the, this, that, these, those, all, any, more, my, your, our, of, from, on, for, in, with, \
     everything, text, texts, texting, txt, txts, sms, message, messages, messaging, msg, msgs, \
     notification, notifications, alert, alerts, reminder, reminders, update, updates, spam, list, \
     number, phone, subscription, subscriptions, membership, contact, contacts, consent, permission, \
     communication, communications, mensaje, mensajes, texto, textos, de, los, las, el, la, mi, mis, \
     esto, estos, todo, todos, suscripcion, notificaciones, numero, lista, ces, mes, mon, ma, le, des, \
     tous, abonnement, cela, ca",
);

/// Deny the word they stand before. A bare `no` does not: `no stop` is a plea.
pub(super) const NEGATIONS: Words = Words(
    "not, dont, never, cant, cannot, wont, didnt, doesnt, couldnt, wouldnt, shouldnt, havent, aint, \
     without, hard, impossible, difficult, unable, nothing, nobody, nunca, sin, jamais",
);

/// May stand between a negation and what it denies.
pub(super) const PARTICLES: Words = Words(
    "to, want, wanna, going, gonna, go, trying, try, asking, ask, asked, ever, even, wish, mean, meant, \
     need, able, really, simply, possibly, just, can, could, will, would, let",
);

/// `bus stop`, `non-stop`.
pub(super) const BEFORE_IDIOM: Words = Words("bus, pit, non, train");

/// `stop by`, `stop sign`, `one-stop shop`, `stop selling decaf`.
pub(super) const AFTER_IDIOM: Words = Words(
    "by, in, over, into, sign, light, shop, shopping, being, selling, making, carrying, offering, loving, \
     drinking, eating, pas",
);

/// Open a question about something else that stops: `when does the sale stop`.
pub(super) const QUESTIONS: Words = Words(
    "when does, when do, when did, what time, why did, did you, did my, did the, did it, does it, does \
     the, does my, does this, will it, will the, has my, has the",
);
