"""What customers say to an errand in the languages that Careline's packs speak: that it shall stop,
go ahead or wait, that they agree to something else, and whether they ask how or ask for it.

Not checked by native speakers yet, but for English.
"""

import re
from collections.abc import Mapping

STOPS = {
    "en": "stop|stop (?:it|this|that|the \\w+)|never ?mind|forget (?:it|that|about it)|leave it|"
    "(?:i(?:'ve| have)? )?changed my mind|don'?t do (?:it|that|anything)",
    "de": "stopp?|halt|abbrechen|vergiss es|vergessen sie (?:es|das)|lass (?:es|das)|"
    "lassen sie (?:es|das)|doch nicht|ich habe es mir anders überlegt",
    "es": "para|detente|olvídalo|olvídelo|déjalo|déjelo|he cambiado de (?:opinión|idea)|mejor no",
    "fr": "arrête|arrêtez|laisse tomber|laissez tomber|oublie(?:z)?(?: ça)?|j'ai changé d'avis",
    "it": "ferma(?:ti)?|basta|lascia perdere|lasci perdere|ho cambiato idea",
    "nl": "laat maar|vergeet het|ik heb me bedacht|toch niet",
    "pl": "przestań|zapomnij|nieważne|zmienił[ea]m zdanie|jednak nie",
    "pt": "pare|esquece|esqueça|deixa estar|deixe estar|mudei de ideia|melhor não",
    "tr": "dur(?:un)?|vazgeçtim|boş ?ver(?:in)?|fikrimi değiştirdim",
    "ar": "توقف|انس الأمر|انسى الأمر|غيرت رأيي|لا داعي",
    "ja": "やめて(?:ください)?|ストップ|中止(?:してください)?|やっぱりやめます|気が変わりました",
    "zh": "停|停止|算了|不用了|别弄了|我?改主意了",
}
"""Whole messages."""
GO_AHEAD = {
    "en": "go ahead|do it|do that|confirm(?:ed)?|proceed|agreed?|sounds? good|"
    "that'?s (?:fine|ok|okay|right)",
    "de": "mach(?:en sie)? das|einverstanden|in ordnung|passt so|ich bestätige|fahren sie fort",
    "es": "adelante|de acuerdo|hazlo|hágalo|confirmo|está bien",
    "fr": "allez-y|vas-y|d'accord|je confirme|c'est bon|faites-le",
    "it": "va bene|proced[ia]|d'accordo|confermo|lo faccia",
    "nl": "ga je gang|ga uw gang|doe maar|akkoord|ik bevestig",
    "pl": "zgadzam się|zgoda|potwierdzam|proszę kontynuować",
    "pt": "pode avançar|pode prosseguir|de acordo|confirmo|pode fazer|está bem|tudo bem",
    "tr": "devam ed?(?:in|elim)?|devam et|onaylıyorum|kabul ediyorum",
    "ar": "تفضل|موافق|أوافق|تابع|أؤكد",
    "ja": "お願いします|進めてください|同意します|確定してください",
    "zh": "请继续|继续吧|同意|确认|就这样",
}
REFUSES = {
    "en": "do not|don'?t|not (?:yet|now)|wait|hold on",
    "de": "nicht|warten?(?: sie)?|moment",
    "es": "espera|espere|todavía no|aún no|no lo hagas?",
    "fr": "attends|attendez|pas encore|ne le fa(?:is|ites) pas|pas maintenant",
    "it": "aspett[aie]|non ancora|non farlo|non lo faccia",
    "nl": "wacht|niet|nog niet",
    "pl": "czekaj|poczekaj|proszę poczekać|jeszcze nie|nie rób",
    "pt": "espere|espera|ainda não|não faça|agora não",
    "tr": "bekle(?:yin)?|henüz değil|şimdi değil|yapmayın?",
    "ar": "انتظر|ليس بعد|ليس الآن|لا تفعل",
    "ja": "待って|まだ|しないで|やめ",
    "zh": "等一下|等等|先不|先别|别|不要",
}
TALKS_TO_PERSON = {
    "en": "humans?|persons?|people|agents?|representatives?|operators?|managers?|supervisors?|"
    "staff|team|talk|speak|transfer|connect",
    "de": "mensch(?:en)?|person|mitarbeiter(?:in)?|berater(?:in)?|sprechen|reden|verbinden",
    "es": "humano|persona|agente|representante|asesor[a]?|hablar|comunicarme",
    "fr": "humain|personne|agent|conseill(?:er|ère)|parler|discuter",
    "it": "umano|persona|operatore|consulente|parlare",
    "nl": "mens|persoon|medewerker|spreken|praten",
    "pl": "człowiek(?:iem)?|osob[aąęy]|konsultant(?:em|a)?|pracownik(?:iem|a)?|porozmawiać",
    "pt": "humano|pessoa|atendente|agente|falar",
    "tr": "insan|kişi|temsilci|yetkili|konuşmak|görüşmek",
    "ar": "إنسان|شخص|موظف|ممثل|التحدث|أتحدث",
    "ja": "人間|担当者|オペレーター|話したい",
    "zh": "人工|真人|客服|专员",
}
"""A person instead of us, here and now."""
CONDITIONS = {
    "en": "but|if|unless|only|instead|except|first",
    "de": "aber|wenn|falls|nur|stattdessen|außer|zuerst",
    "es": "pero|solo si|sólo si|si (?:es|no|me|hay)|siempre que|a menos que|salvo|primero",
    "fr": "mais|si (?:c'est|je|vous|il)|seulement|sauf|d'abord|à condition",
    "it": "ma|solo se|se (?:è|non|mi|posso)|però|a meno che|prima|tranne",
    "nl": "maar|als|alleen|tenzij|behalve|eerst",
    "pl": "ale|jeśli|jeżeli|tylko|pod warunkiem|chyba że|najpierw|zamiast",
    "pt": "mas|só se|se (?:for|não|me|eu)|apenas|a menos que|exceto|primeiro",
    "tr": "ama|fakat|eğer|sadece|ancak|yalnızca|önce",
    "ar": "لكن|ولكن|إذا|بشرط|فقط|إلا|أولا",
    "ja": "でも|けど|ただし|もし|なら|だけ|先に",
    "zh": "但|如果|只|除非|要是|先",
}
ASKS_HOW = {
    "en": r"how|what|whats|what's|when|why|who|where|which|until when|till when",
    "de": r"wie|was|wann|warum|wieso|wer|wo|welche[rsnm]?|wieviel|bis wann|ich möchte wissen",
    "es": r"cómo|qué|cuándo|por qué|quién|dónde|cuál(?:es)?|cuánto|quiero saber",
    "fr": r"comment|que|quoi|quand|pourquoi|qui|où|quel(?:le)?s?|combien|je voudrais savoir",
    "it": r"come|cosa|quando|perché|chi|dove|quale|quali|quanto|vorrei sapere",
    "nl": r"hoe|wat|wanneer|waarom|wie|waar|welke|hoeveel|ik wil weten",
    "pl": r"jak|co|kiedy|dlaczego|kto|gdzie|któr[ayeą]|ile|chcę wiedzieć",
    "pt": r"como|o que|quando|por que|quem|onde|qual|quais|quanto|quero saber",
    "tr": r"nasıl|ne|nedir|ne zaman|neden|niçin|kim|nerede|hangi|kaç|ne kadar",
    "ar": r"كيف|ما|ماذا|متى|لماذا|من هو|أين|أي|كم",
    "ja": r"どう|いつ|どこ|なに|何|なぜ|いくら|どの|教えて",
    "zh": r"怎|如何|什么|哪|为什么|谁|多少|几天|多久|请问",
}
ASKS_US = {
    "en": r"can you|could you|would you|i want|i need|we need|i'd like to(?! know)|"
    r"i would like to(?! know)|please|pls|help me",
    "de": r"ich (?:will|möchte|brauche)(?! wissen)|wir brauchen|bitte|können sie|kannst du",
    "es": r"(?:quiero|quisiera|necesito)(?! saber)|por favor|puede[ns]? (?:usted|ustedes)|podrías?",
    "fr": r"je (?:veux|voudrais)(?! savoir)|j'aimerais(?! savoir)|s'il (?:vous|te) plaît|"
    r"pouvez-vous|peux-tu|merci de",
    "it": r"(?:voglio|vorrei)(?! sapere)|per favore|puoi|potete|potrebbe|ho bisogno",
    "nl": r"ik wil(?! weten)|ik wil graag(?! weten)|alsjeblieft|alstublieft|kun je|kunt u",
    "pl": r"(?:chcę|chciał[ab]?bym)(?! wiedzieć)|proszę|możesz|możecie|potrzebuję",
    "pt": r"(?:quero|queria|gostaria de)(?! saber)|por favor|pode(?:m|ria)? (?:você|vocês)|preciso",
    "tr": r"istiyorum|lütfen|(?:ebilir|abilir) misiniz|ihtiyacım",
    "ar": r"أريد|أرغب|من فضلك|هل يمكنك|أحتاج",
    "ja": r"したい|(?<!教えて)ください|お願い",
    "zh": r"我想(?!知道|问)|我要|请(?!问)|帮我|麻烦",
}
QUESTION_MARK = re.compile(r"[?？؟]")
_UNSPACED = {"ja", "zh"}


def anywhere(phrases: Mapping[str, str], *languages: str) -> re.Pattern[str]:
    """Finds any of the phrases, in these languages or in all of them."""
    chosen = languages or tuple(phrases)
    parts = [
        f"(?:{phrases[each]})" if each in _UNSPACED else rf"\b(?:{phrases[each]})\b"
        for each in chosen
        if each in phrases
    ]
    return re.compile("|".join(parts), re.IGNORECASE)


def whole(phrases: Mapping[str, str]) -> re.Pattern[str]:
    """Fits messages that say nothing but one of the phrases, with a courtesy or without."""
    said = "|".join(f"(?:{each})" for each in phrases.values())
    return re.compile(
        rf"\W*(?:(?:please|no|oh|wait|sorry|actually|bitte|nein|non|não)\W+)*(?:{said})\W*"
        r"(?:please|thanks|thank you|bitte|danke|gracias|merci|grazie|obrigad[oa])?\W*",
        re.IGNORECASE,
    )
