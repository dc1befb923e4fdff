"""GEN-020: sentences that are not in English."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.listing.shown_texts import ShownText, shown_texts
from tilekit.checks.listing.wording import QUOTATION
from tilekit.checks.parsed_files import MANIFEST, MARKDOWN_SUFFIX
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.text import spaces_for

# Words that connect the others. A sentence in a language contains several of them, a name few.
_FUNCTION_WORDS = {
    "de": "auf aus bei damit das dem den der die ein eine einen einer für ihr ihre ihren im in ist mit nach"
    " nicht oder sich sie sind über und von vom werden wird wie zu zum zur",
    "es": "a al con como de del el en es esta este la las los más no o para por pueda puede que se sin sobre"
    " son su sus un una y",
    "fr": "au aux avec ce cette ces d dans de des du en est et l la le les leur ne nos ou par pas pour que qui"
    " sont sur un une vos votre vous",
    "it": "al che con da dal dalla dei del della di e gli i il in la le nel nella non o per più questa questo"
    " si sono su suoi un una è",
    "nl": "aan als bij dat de deze door een en er het in is kunt met naar niet of om op te uit van voor wordt"
    " worden zijn",
    "pt": "a ao antes as até com como da das de do dos e em entre está mais na não no o os ou para pelo por que"
    " seu seus ser são sua suas um uma você",
}
_LANGUAGES = {name: frozenset(words.split()) for name, words in _FUNCTION_WORDS.items()}
# Words that are in no English text and no name, as written inside a sentence. Two of them are enough.
_CERTAIN_WORDS = {
    "de": "Ihre Ihren Sie auch bereits bitte dann danach das dass dem der diese dieser dieses eine einen einer für"
    " gesendet gestartet hier kann klicken können muss müssen nach neu nicht noch nur ob oder starten und werden wenn"
    " wird wurde wählen zum zur öffnen über",
    "es": "con después el está haga hacer las los para por reinicie según seleccione una",
    "fr": "après avec cette cliquez dans des est les ouvrez pas pour puis redémarrez sont sur une vos votre vous",
    "it": "aprire dei della dopo fare gli nella riavviare selezionare sono una",
    "nl": "deze een het kan klik naar niet van voor wordt worden",
    "pt": "após clique com está não para por reinicie selecione são uma você",
}
_CERTAIN = {name: frozenset(words.split()) for name, words in _CERTAIN_WORDS.items()}
# No English text contains these, so a listing without any of them needs no closer look.
_NEVER_ENGLISH = frozenset(
    "les des vous votre und sie der das een het van que uma para os ao con il di el los".split()
).union(word.lower() for words in _CERTAIN.values() for word in words)
_ENGLISH = frozenset("and are can for from has if is it of that the this to when which with you your".split())
_IN_BOTH = frozenset({"is", "for"})
_SENTENCE_OF_TEXT, _WORD_OF_SENTENCE = re.compile(r"[^.!?:;\n|]+"), re.compile(r"[^\W\d_]+")
_NOT_PROSE = re.compile(r"`[^`\n]*`|\{\{[^}]*\}\}|https?://\S+|\[[^\]]*\]\[\d+\]")
# Cyrillic, Hebrew, Arabic, Indian scripts, Thai, Japanese, Chinese and Korean.
_OTHER_SCRIPT = re.compile(r"[\u0400-\u052f\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,}")
_FEWEST_WORDS_OF_SENTENCE, _FEWEST_FUNCTION_WORDS, _LEAST_FUNCTION_SHARE, _SHOWN_WORDS = 5, 3, 0.3, 8


@check(
    code="GEN-020",
    name=N_("Text in another language"),
    severity=Severity.WARNING,
    message=N_("“{value}” is not in English. Translate it."),
    folded=N_("{n} texts are not in English, for example “{value}”. Translate them."),
    starts_observed=True,
    applies_to=N_("README, manifest, metadata, assets"),
    expected=N_("All texts are in English"),
    bad="Klicken Sie auf **Install** und warten Sie.",
    good="Click **Install** and wait.",
)
def is_in_english(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Sentences that consist of words of another language or script. Code, quotations and names don't count."""
    texts = shown_texts(bundle)
    everything = texts.lower.joined
    is_suspect = not _NEVER_ENGLISH.isdisjoint(everything.split())
    for shown in texts.texts if is_suspect or not everything.isascii() else ():
        is_like_one = is_suspect and not _NEVER_ENGLISH.isdisjoint(shown.content.lower().split())
        if is_like_one or (not shown.content.isascii() and _OTHER_SCRIPT.search(shown.content)):
            yield from _foreign_sentences(shown)


def _foreign_sentences(shown: ShownText) -> Iterator[RawFinding]:
    """The first sentence of a text that is not in English."""
    content = _NOT_PROSE.sub(spaces_for, QUOTATION.sub(spaces_for, shown.content))
    for sentence in _SENTENCE_OF_TEXT.finditer(content):
        is_foreign = _is_foreign(sentence[0])
        if is_foreign or _OTHER_SCRIPT.search(sentence[0]):
            start = sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
            raw_finding = shown.finding(start, " ".join(sentence[0].split()[:_SHOWN_WORDS]))
            # MF-058, RM-018 and RM-019 report other scripts in the manifest and in the README.
            if is_foreign or not raw_finding.file.endswith((MANIFEST, *MARKDOWN_SUFFIX)):
                yield raw_finding
            return


def _is_foreign(sentence: str) -> bool:
    written = _WORD_OF_SENTENCE.findall(sentence)
    words = [word.lower() for word in written]
    distinct, forms = set(words), {*words[:1], *written[1:]}
    if len(words) < _FEWEST_FUNCTION_WORDS or len(distinct & _ENGLISH) > len(distinct & _IN_BOTH):
        return False
    if any(len(forms & certain) >= max(2, len(words) * _LEAST_FUNCTION_SHARE) for certain in _CERTAIN.values()):
        return True
    return len(words) >= _FEWEST_WORDS_OF_SENTENCE and any(
        len(distinct & function_words) >= _FEWEST_FUNCTION_WORDS
        and sum(word in function_words for word in words) >= _LEAST_FUNCTION_SHARE * len(words)
        for function_words in _LANGUAGES.values()
    )
