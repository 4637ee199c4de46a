"""Phrases that ask for reasoning, for grading or for data, as a table a reader can judge.

Patterns are RE2 (linear time) and run on folded text: lower case, single spaces, straight
quotes. A rule names what is *asked for*; talk about it ("how do models reason?", "what makes
a good rubric?") must not match, and "explain why" is ordinary. Rules are features of a
group's traffic, never a verdict on one request: honest users match some of them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

Intent = Literal["reasoning", "grading", "generation"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of asking, in one language ('xx': any)."""

    intent: Intent
    language: str
    pattern: str


_MAKE = (
    r"(?:generate|create|come up with|write|produce|compose|devise|design|propose|construct"
    r"|invent|draft|synthesi[sz]e|brainstorm)"
)
_ANSWER = (
    r"(?:responses?|answers?|outputs?|completions?|submissions?|solutions?|essays?|repl(?:y|ies)"
    r"|candidates?|translations?|summar(?:y|ies)|conversations?|dialogues?|assistants?|predictions?)"
)
_TASK = (
    r"(?:tasks?|task instructions?|instructions?|prompts?|questions?|quer(?:y|ies)|test cases"
    r"|problems?|exercises|q ?& ?a(?: pairs)?|qa pairs|question[- ]answer pairs"
    r"|question and answer pairs|utterances|data points|training examples|few-shot examples)"
)
_COUNT = (
    r"(?:\d+|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|fifty|several|multiple|many"
    r"|diverse|new|more|novel|different|various|unique|synthetic|original|a (?:new|novel|diverse)"
    r"|a brand new|a (?:set|list|series|batch|collection|pool) of)"
)
_REASONING = (
    r"(?:reasoning|chains?[- ]of[- ]thought|thought process|thinking(?: process)?|thoughts"
    r"|deliberation|(?:inner|internal) monologue|train of thought|scratchpad|rationale)"
)

RULES: Final[tuple[Rule, ...]] = (
    Rule("reasoning", "xx", r"</?(?:think|thinking|thought|reasoning|scratchpad|reflection)>"),
    Rule("reasoning", "en", r"\b(?:think|reason)(?: (?:this|it|through|carefully|about it|and act))*"
         r",? (?:step[- ]by[- ]step|out loud|aloud)"),
    Rule("reasoning", "en", r"\b(?:show|write|print|reveal|expose|include|provide|articulate"
         r"|verbali[sz]e|spell|lay|state|narrate|transcribe|record|document|give|describe|dump"
         r"|output|share|detail)(?: (?:me|us|out|down|all|every|of|first))* (?:your|the model's"
         r"|its|the)(?: (?:full|complete|entire|detailed|raw|hidden|whole|own|actual|exact"
         r"|internal|inner|private|intermediate|underlying|step[- ]by[- ]step|verbatim))+ "
         + _REASONING),
    Rule("reasoning", "en", r"\b(?:show|write(?: out| down)|print|reveal|expose|articulate"
         r"|verbali[sz]e|spell out|lay out|narrate|transcribe|output) (?:all (?:of )?)?your "
         + _REASONING),
    Rule("reasoning", "en", r"explain (?:every|each)(?: single)?(?: \w+)? (?:step|thought|decision)"
         r"s? (?:behind|that led|leading|of your (?:reasoning|thinking))"),
    Rule("reasoning", "en", r"\b(?:put|place|wrap|enclose|write|give|output) (?:all )?(?:of )?your "
         r"(?:\w+ ){0,2}(?:reasoning|thinking|thoughts?)(?: process)? (?:in|inside|within|between)"),
    Rule("reasoning", "en", r"\b(?:articulate|reconstruct|recover|write out|spell out) the "
         r"(?:\w+ ){0,2}(?:reasoning|thinking|thought process)"),
    Rule("reasoning", "en", r"\b(?:use|using|with|follow|employ|produce|write|give)(?: an?| your)?"
         r"(?: (?:detailed|long|explicit|full|complete))* chain[- ]of[- ]thought(?: reasoning| to| for|[.,:]|$)"),
    Rule("reasoning", "zh", r"(?:一步一步|逐步|一步步)地?(?:思考|推理|推导|分析)|(?:写出|展示|输出|给出|列出"
         r"|说出|写下|展现|呈现)(?:你|您|的|完整|详细|全部|内部|内心|所有|真实)*(?:推理|思考|思维|思路|推导)"
         r"(?:过程|步骤|链)"),
    Rule("reasoning", "es", r"(?:piensa|pensar|razona|razonar|pensemos) paso a paso|(?:piensa|razona)"
         r" en voz alta|(?:muestra|muéstrame|escribe|expón|detalla|revela)(?: todo)? (?:tu|su)(?: \w+)?"
         r" (?:razonamiento|pensamiento|proceso de (?:pensamiento|razonamiento)|cadena de pensamiento)"),
    Rule("reasoning", "de", r"denke? (?:laut|schritt für schritt)|schritt für schritt (?:nach)?denken"
         r"|(?:zeige?|schreibe?|lege?|gib|nenne?)(?: mir| bitte)* (?:deine?n?|ihre?n?|alle deine)"
         r"(?: \w+)? (?:gedankeng(?:ang|änge)|denkprozess|überlegungen|denkschritte|gedankenkette)"),
    Rule("reasoning", "fr", r"(?:réfléchi[st]|réfléchissez|raisonne[rz]?|pense[rz]?|réfléchissons)"
         r" (?:étape par étape|pas à pas|à voix haute)|(?:montre|écri[st]|écrivez|affiche|détaille"
         r"|expose|révèle)[zrs]?(?:-moi)?(?: tout)? (?:ton|votre)(?: \w+)? (?:raisonnement|processus de"
         r" (?:pensée|réflexion)|cheminement|chaîne de pensée)"),
    Rule("reasoning", "ru", r"(?:думай|рассуждай|размышляй|подумай)(?:те)? (?:шаг за шагом|пошагово"
         r"|вслух)|(?:покажи|напиши|выпиши|выведи|опиши|изложи|распиши)(?:те)?(?: (?:все|весь|всю|свои"
         r"|свой|свою|твои|ваши|подробн\S+|внутренн\S+|полн\S+))* (?:рассуждени|размышлени|ход (?:мысл"
         r"|рассужд)|цепочку)"),
    Rule("reasoning", "pt", r"(?:pense|raciocine|pensa) (?:passo a passo|em voz alta)|(?:mostre|escreva"
         r"|detalhe|exponha)(?: todo)? (?:o )?(?:seu|teu)(?: \w+)? (?:raciocínio|processo de pensamento)"),
    Rule("reasoning", "it", r"(?:pensa|ragiona) (?:passo (?:dopo|per) passo|ad alta voce)|(?:mostra|scrivi"
         r"|esponi) (?:tutto )?il tuo (?:\w+ )?(?:ragionamento|processo di pensiero)"),
    Rule("reasoning", "ja", r"(?:ステップバイステップ|段階的に|順を追って)で?考え|思考(?:過程|プロセス)を(?:すべて|全て)?"
         r"(?:書|示|出力|説明)"),
    Rule("reasoning", "ko", r"단계별로 (?:생각|추론)|(?:추론|사고) 과정을 (?:모두 )?(?:작성|출력|보여|적어)"),
    Rule("grading", "xx", r"\[(?:begin|end) data\]|\[\[(?:rating|score|[abc]|\d+)\]\]|\[(?:the )?(?:start|end)"
         r" of (?:the )?(?:assistant|answer|response)|\[(?:the )?(?:response|assistant|answer|output) ?[ab12]\]"
         r"|<(?:response|answer|assistant)_[ab12]>"),
    Rule("grading", "en", r"\bwhich (?:of (?:the|these) (?:two |following )?)?(?:\w+ )?" + _ANSWER +
         r"(?: \S+){0,8} (?:is|are|was|do you|would|you) (?:the )?(?:\w+ )?(?:better|best|prefer\w*|more"
         r"|worse|correct)"),
    Rule("grading", "en", r"\b(?:rate|score|grade|evaluate|assess|judge|critique|rank|compare|review) "
         r"(?:(?:the|this|these|that|each|both|following|two|quality|of|how|well|an?|model|model's|ai"
         r"|assistant|assistant's|submitted|given|provided|candidate|above|below|user's|student"
         r"|student's|generated|my|if|whether|all) )*(?:(?:ai|model|assistant|student|system|human)"
         r"(?:'s)? )?" + _ANSWER),
    Rule("grading", "en", r"\b(?:scor(?:e|ing)|rat(?:e|ing)|grade|mark)\b[^.?!]{0,40}?\b(?:from|between|of"
         r"|on a scale (?:of|from)) (?:0|1|zero|one) ?(?:to|-|and|through) ?\d+|\bon a scale (?:of|from)"
         r" (?:0|1|zero|one) ?(?:to|-) ?\d+"),
    Rule("grading", "en", r"\b(?:according to|based on|using|against|per|apply|following|with|by) (?:the |this"
         r" |these |that |each |following |provided |given |above |below )*(?:(?:scoring|grading|evaluation|marking"
         r"|assessment) )?rubrics?\b|\b(?:scoring|grading|evaluation|marking) (?:criteria|guidelines?|rubric):"),
    Rule("grading", "en", r"\b(?:act as|you are|be) (?:an? )?(?:\w+ ){0,3}(?:judge|grader|evaluator|assessor"
         r"|reward model|annotator)\b|impartial judge"),
    Rule("grading", "en", r"\b(?:write|provide|give|produce|offer) (?:me )?(?:an? )?(?:\w+ ){0,2}critiques?\b"
         r"|\b(?:final|overall) (?:score|rating|verdict|grade)\b"),
    Rule("grading", "zh", r"(?:请|来|进行|给出|按照?).{0,12}(?:打分|评分|评级)|(?:哪个|哪一个|哪份).{0,6}(?:回答|回复|答案"
         r"|输出).{0,4}更?好|评(?:价|估|判|审).{0,10}(?:回答|回复|答案|输出|质量)|评分标准"),
    Rule("grading", "es", r"(?:califica|puntúa|evalúa|valora) (?:la|el|las|los|esta|este|cada) (?:siguientes? )?"
         r"(?:respuesta|salida|resumen|traducción|ensayo)|en una escala (?:de|del) \d+ al? \d+"
         r"|(?:qué|cuál) respuesta es mejor|según (?:la|esta) rúbrica"),
    Rule("grading", "de", r"(?:bewerte|beurteile|benote)[nt]? (?:bitte )?(?:die|diese|den|das|jede|beide)n? "
         r"(?:\w+ )?(?:antwort|ausgabe|aufsatz|übersetzung|zusammenfassung)|auf einer skala von \d+ bis \d+"
         r"|welche (?:der (?:beiden )?)?antwort(?:en)? ist besser|bewertungs(?:kriterien|schema|raster)"),
    Rule("grading", "fr", r"(?:note[rz]?|évalue[rz]?|juge[rz]?) (?:la|le|les|cette|ce|chaque) (?:\w+ )?"
         r"(?:réponse|sortie|résumé|traduction|dissertation)|sur une échelle de \d+ à \d+"
         r"|quelle réponse est (?:la )?meilleure|selon (?:la|cette) grille"),
    Rule("grading", "ru", r"(?:оцени|проставь|поставь)(?:те)? .{0,30}(?:ответ|оценк|балл|перевод|эссе)|по шкале от"
         r" \d+ до \d+|какой (?:из )?(?:этих )?ответ\S* (?:лучше|предпочт)|критери\S+ оцен"),
    Rule("generation", "xx", r"#(?:the )?(?:given|created|rewritten|new|translated) (?:prompt|instruction)#"
         r"|list of \d+ (?:diverse )?(?:tasks|instructions|prompts|questions)"),
    Rule("generation", "en", r"\b" + _MAKE + r" (?:me )?(?:up to |at least |exactly |about |another )?" + _COUNT +
         r"(?: [\w,-]+){0,4}? " + _TASK + r"\b"),
    Rule("generation", "en", r"\b(?:rewrite|rephrase|paraphrase|evolve|mutate|complicate) (?:the|a|this|each"
         r"|these)?(?: (?:given|following|original|above|seed|below|math))* ?(?:prompts?|instructions?"
         r"|questions?|tasks?|quer(?:y|ies)|problems?)\b"),
    Rule("generation", "en", r"\b(?:increase|raise|add to|escalate) the (?:difficulty|complexity) of"
         r"|\bbrand[- ]new (?:prompt|question|instruction|task|problem)|prompt (?:creator|rewriter|translator)"
         r"|\btranslate the following prompt|\brewrite question"),
    Rule("generation", "en", r"\b(?:generate|create|build|write|produce|synthesi[sz]e|construct)\b[^.?!]{0,60}?"
         r"\b(?:(?:training|fine-?tuning|instruction(?:-tuning)?|sft|rlhf|preference|synthetic|few-shot|eval)"
         r" (?:data|datasets?|examples|samples|pairs|set)|datasets?|dialogue data|q ?& ?a pairs|qa pairs"
         r"|question[- /]answer pairs|(?:question|questions) and (?:answer|answers) pairs?)\b"),
    Rule("generation", "en", r"\b(?:given|based on|from|using) (?:the|this|a)(?: (?:following|above|below"
         r"|provided|given))* (?:context|passage|text|document|article|reference|paragraph|transcript)\b[^?!]{0,100}?"
         r"\b(?:generate|create|write|produce|compose) (?:an? |some |\d+ |the )?(?:\S+ ){0,4}?(?:questions?"
         r"|q&a|tasks?|instructions?|conversations?|dialogues?|pairs)\b"),
    Rule("generation", "en", r"\b(?:generate|create|write|simulate|produce) (?:an? |the )?(?:\w+[- ]){0,4}"
         r"(?:conversation|dialogue|dialog|chat|exchange)s? between (?:an? |the )?(?:\w+ ){0,2}(?:user|human|ai"
         r"|assistant|chatbot|bot|patient|customer|student|agent|client)\b"),
    Rule("generation", "en", r"\b(?:design|write|create|build|implement|generate) (?:an? |new |\d+ )*(?:\w+[- ])"
         r"{0,4}(?:rl|reinforcement[- ]learning|gym|gymnasium|agentic|training) (?:\w+ )?(?:environment|task)s?\b"
         r"|\b(?:verifiable|auto-?graded|checkable) (?:tasks?|rewards?|problems?)"),
    Rule("generation", "zh", r"(?:生成|创建|创作|编写|设计|提出|构造|想出|写).{0,12}[个条道组对份].{0,12}(?:问题|任务|指令|题目"
         r"|样本|示例|问答|提示词|测试用例)|(?:改写|重写|复杂化).{0,10}(?:问题|指令|提示|题目)|(?:生成|创建|构建).{0,12}"
         r"(?:数据集|训练数据)"),
    Rule("generation", "es", r"(?:genera|crea|escribe|inventa|propón|diseña) (?:\d+|diez|cinco|veinte|varias|varios"
         r"|nuevas|nuevos)(?: \w+){0,2} (?:tareas|preguntas|instrucciones|ejercicios|problemas)|reescribe (?:la|el|esta"
         r"|este) (?:\w+ )?(?:pregunta|instrucción|tarea)|(?:genera|crea) (?:un )?(?:conjunto de datos|datos"
         r" (?:sintéticos|de entrenamiento))"),
    Rule("generation", "de", r"(?:generiere|erstelle|erzeuge|schreibe|entwirf|formuliere)(?: mir)? (?:\d+|zehn|fünf"
         r"|zwanzig|mehrere|neue|verschiedene)(?: \w+){0,2} (?:aufgaben|fragen|anweisungen|prompts|übungen|testfälle)"
         r"|(?:formuliere|schreibe) (?:die|diese) (?:\w+ )?(?:frage|anweisung|aufgabe) um|(?:trainings|synthetische )daten"),
    Rule("generation", "fr", r"(?:génère|générez|crée|créez|écris|écrivez|propose|proposez|invente) (?:\d+|dix|cinq"
         r"|vingt|plusieurs|de nouvelles|de nouveaux)(?: \w+){0,2} (?:tâches|questions|instructions|exercices|problèmes)"
         r"|(?:réécris|réécrivez|reformule[rz]?) (?:la|cette|l')(?: )?(?:question|instruction|tâche)|jeu de données"
         r" (?:synthétique|d'entraînement)"),
    Rule("generation", "ru", r"(?:сгенерируй|создай|придумай|составь|напиши|сочини)(?:те)? (?:\d+|десять|пять|двадцать"
         r"|несколько|новые|разные)(?: \S+){0,2} (?:задани|вопрос|инструкци|задач|пример)|(?:перепиши|переформулируй|усложни)"
         r"(?:те)? (?:\S+ )?(?:вопрос|инструкци|задани|запрос|промпт)|(?:обучающ\S+|синтетическ\S+) (?:данны|выборк|пример)"),
)
"""Ways of asking, by intent and language."""


def patterns_of(intent: Intent) -> tuple[str, ...]:
    """Return the rules of an intent as few alternations, so that a text is scanned few times.

    A rule with a wide gap (`[^.?!]{0,60}`) stays by itself: joined with the others it
    multiplies the states of RE2's automaton, and a scan of 1 us becomes one of 30.
    """
    rules = [f"(?:{rule.pattern})" for rule in RULES if rule.intent == intent]
    wide = [pattern for pattern in rules if "[^" in pattern]
    return ("|".join(pattern for pattern in rules if pattern not in wide), *wide)


_PATTERNS: Final = {intent: patterns_of(intent) for intent in get_args(Intent)}


def asks_for(intent: Intent, folded: pa.Array) -> pa.Array:
    """Tell for every folded text whether it asks for `intent`; null where the text is null."""
    found = pa.nulls(len(folded), pa.bool_()).fill_null(False)
    for pattern in _PATTERNS[intent]:
        found = pc.or_(found, pc.match_substring_regex(folded, pattern))
    return found
