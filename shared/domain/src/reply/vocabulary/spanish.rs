//! Spanish.

use super::{Language, Vocabulary, Words};

pub(super) fn vocabulary() -> Vocabulary {
    Vocabulary {
        language: Language::Spanish,
        stops: Words::default(),
        stop_stems: &["desuscri", "desubscri"],
        pleas: Words::parse(
            "de baja, \
             dejen|deje|deja|dejar|dejan de enviar|enviarme|mandar|mandarme|recibir, \
             dejen|deje|deja|dejar|dejan de escribir|escribirme|molestar|molestarme|contactar|contactarme|textearme, \
             paren|pare|parar|para de enviar|enviarme|mandar|mandarme|escribir|escribirme|molestar|molestarme, \
             no me escriban|escribas|escriba|contacten|contactes|contacte|molesten|molestes|moleste|texteen|textees, \
             no me vuelvan|vuelvas|vuelva a escribir|enviar|mandar|contactar|molestar|textear, \
             no quiero|deseo que me escriban|contacten|molesten|texteen, \
             no molestar|molesten, \
             quiten|quita|quite|quitar|saquen|saca|sacar|retiren mi|este numero, \
             borren|borra|borre|borrar|eliminen|elimina|elimine|eliminar mi|este numero, \
             quitame|quitenme|quiteme|quitarme|saquenme|saqueme|sacame|sacarme de, \
             eliminenme|eliminame|eliminarme|borrenme|borrame|borrarme de, \
             dejame|dejenme|dejeme en paz, \
             numero equivocado|incorrecto, \
             no es el numero, \
             equivoco|equivocaron|equivocaste|equivocado de numero, \
             a la mierda",
        ),
        commands: Words::parse(
            "alto, parar, paren, parenle, pare, para, detener, detengan, detenga, basta, baja, cancelar, \
             cancela, cancele, cancelen, cancelo, eliminar, borrar, salir, terminar, no mas, ya no, no me \
             interesa|interesan",
        ),
        refusals: Words::parse(
            "no me manden|mande|mandes|envien|envie|envies, \
             no manden|mande|mandes|mandar|envien|envie|envies|enviar, \
             no quiero|queremos|deseo|deseamos, \
             no quiero|deseo que me manden|envien, \
             no mas mensajes|textos|sms, \
             nunca|no|jamas me suscribi|inscribi|registre|apunte, \
             no|nunca autorizo|autorice|acepto|acepte|solicite|pedi",
        ),
        calls: Words::parse("no me llamen|llames|llame, no llamen|llames|llame|llamar"),
        help: Words::parse("ayuda, ayudame, ayudenme, informacion"),
        courtesy: Words::parse(
            "porfavor, favor, gracias, hola, ya, quiero, quisiera, necesito, porfa, como, puedo, si, \
             ahora, mas",
        ),
        messages: Words::parse(
            "mensaje, mensajes, mensajitos, texto, textos, notificacion, notificaciones, aviso, avisos, \
             lista, numero",
        ),
        fillers: Words::parse(
            "a, al, de, del, los, las, el, la, lo, mi, mis, su, sus, tu, tus, esto, estos, esta, estas, \
             todo, todos, nada, recibir, ningun, nunca, otro, otra, vez",
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
