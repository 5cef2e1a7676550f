//! Spanish.

use super::{Language, Vocabulary, Words};

pub(super) fn vocabulary() -> Vocabulary {
    Vocabulary {
        language: Language::Spanish,
        stops: Words::default(),
        stop_stems: &["desuscri", "desubscri"],
        pleas: Words::parse(
            "de baja, dejen|deje|deja|dejar|dejan|paren|pare|parar|para de enviar|enviarme|mandar|mandarme|escribir|\
         escribirme|molestar|molestarme|contactar|contactarme|textear|textearme|recibir, no me escriban|escribas|\
         escriba|contacten|contactes|contacte|molesten|molestes|moleste|texteen|textees, no molestar|molesten, \
         quiten|quita|quite|borren|borra|borre|eliminen|elimina|elimine|saquen|saca|retiren mi|este numero, \
         quitame|quitenme|saquenme|sacame|eliminenme|eliminame|borrenme|borrame, dejame|dejenme|dejeme en paz, \
         numero equivocado|incorrecto, equivoco|equivocaron|equivocaste|equivocado de numero, a la mierda",
        ),
        commands: Words::parse(
            "alto, parar, paren, pare, para, detener, detengan, detenga, basta, baja, cancelar, cancela, cancele, \
         cancelen, cancelo, eliminar, borrar, salir, terminar, no mas, mas mensajes no, ya no, no me interesa",
        ),
        refusals: Words::parse(
            "no me manden|mande|mandes|envien|envie|envies, no quiero|queremos|deseo|deseamos, no mas \
         mensajes|textos|sms",
        ),
        help: Words::parse("ayuda, ayudame, ayudenme, informacion"),
        courtesy: Words::parse(
            "porfavor, favor, gracias, hola, ya, quiero, quisiera, necesito, porfa, como, puedo, si, ahora",
        ),
        messages: Words::parse(
            "mensaje, mensajes, mensajitos, texto, textos, notificacion, notificaciones, aviso, avisos, lista, \
         numero",
        ),
        fillers: Words::parse(
            "de, del, los, las, el, la, lo, mi, mis, su, sus, tu, tus, esto, estos, esta, estas, todo, todos, mas, \
         nada, recibir, ningun, nunca, otro, otra, vez",
        ),
        negations: Words::parse("no, nunca, sin, jamas"),
        praise: Words::default(),
        particles: Words::parse("me, puedo, quiero, se, que, a"),
        us: Words::default(),
        before_idiom: Words::default(),
        after_idiom: Words::default(),
        questions: Words::default(),
    }
}
