"""Ways of asking for reasoning, grading or data in languages other than English.

Rows are (intent, language, RE2 pattern on folded text), fewer and blunter than the English
ones: absence of a match in these languages says less.
"""

from __future__ import annotations

from typing import Final

WORLD: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "reasoning",
        "zh",
        r"(?:一步一步|逐步|一步步)地?(?:思考|推理|推导|分析)|(?:写出|展示"
        r"|输出|给出|列出"
        r"|说出|写下|展现|呈现)(?:你|您|的|完整|详细|全部|内部|内心|所有|真实)*(?:推理|思考"
        r"|思维|思路|推导)"
        r"(?:过程|步骤|链)",
    ),
    (
        "reasoning",
        "es",
        r"(?:piensa|pensar|razona|razonar|pensemos) paso a paso|(?:piensa"
        r"|razona)"
        r" en voz alta|(?:muestra|muéstrame|escribe|expón|detalla|revela)(?: todo)? (?:tu"
        r"|su)(?: \w+)?"
        r" (?:razonamiento|pensamiento|proceso de (?:pensamiento|razonamiento)|cadena de"
        r" pensamiento)",
    ),
    (
        "reasoning",
        "de",
        r"denke? (?:laut|schritt für schritt)|schritt für schritt"
        r" (?:nach)?denken"
        r"|(?:zeige?|schreibe?|lege?|gib|nenne?)(?: mir| bitte)* (?:deine?n?|ihre?n?|alle deine)"
        r"(?: \w+)? (?:gedankeng(?:ang|änge)|denkprozess|überlegungen|denkschritte"
        r"|gedankenkette)",
    ),
    (
        "reasoning",
        "fr",
        r"(?:réfléchi[st]|réfléchissez|raisonne[rz]?|pense[rz]?|réfléchissons)"
        r" (?:étape par étape|pas à pas|à voix haute)|(?:montre|écri[st]|écrivez|affiche"
        r"|détaille"
        r"|expose|révèle)[zrs]?(?:-moi)?(?: tout)? (?:ton|votre)(?: \w+)? (?:raisonnement"
        r"|processus de"
        r" (?:pensée|réflexion)|cheminement|chaîne de pensée)",
    ),
    (
        "reasoning",
        "ru",
        r"(?:думай|рассуждай|размышляй|подумай)(?:те)? (?:шаг за шагом"
        r"|пошагово"
        r"|вслух)|(?:покажи|напиши|выпиши|выведи|опиши|изложи|распиши)(?:те)?(?: (?:все|весь"
        r"|всю|свои"
        r"|свой|свою|твои|ваши|подробн\S+|внутренн\S+|полн\S+))* (?:рассуждени|размышлени"
        r"|ход (?:мысл"
        r"|рассужд)|цепочку)",
    ),
    (
        "reasoning",
        "pt",
        r"(?:pense|raciocine|pensa) (?:passo a passo|em voz alta)"
        r"|(?:mostre|escreva"
        r"|detalhe|exponha)(?: todo)? (?:o )?(?:seu|teu)(?: \w+)? (?:raciocínio|processo de"
        r" pensamento)",
    ),
    (
        "reasoning",
        "it",
        r"(?:pensa|ragiona) (?:passo (?:dopo|per) passo|ad alta voce)"
        r"|(?:mostra|scrivi"
        r"|esponi) (?:tutto )?il tuo (?:\w+ )?(?:ragionamento|processo di pensiero)",
    ),
    (
        "reasoning",
        "ja",
        r"(?:ステップバイステップ|段階的に|順を追って)で?考え|思考(?:過程"
        r"|プロセス)を(?:すべて|全て)?"
        r"(?:書|示|出力|説明)",
    ),
    (
        "reasoning",
        "ko",
        r"단계별로 (?:생각|추론)|(?:추론|사고) 과정을 (?:모두 )?(?:작성"
        r"|출력|보여|적어)",
    ),
    (
        "grading",
        "zh",
        r"(?:请|来|进行|给出|按照?).{0,12}(?:打分|评分|评级)|(?:哪个|哪一个"
        r"|哪份).{0,6}(?:回答|回复|答案"
        r"|输出).{0,4}更?好|评(?:价|估|判|审).{0,10}(?:回答|回复|答案|输出|质量)|评分标准",
    ),
    (
        "grading",
        "es",
        r"(?:califica|puntúa|evalúa|valora) (?:la|el|las|los|esta|este"
        r"|cada) (?:siguientes? )?"
        r"(?:respuesta|salida|resumen|traducción|ensayo)|en una escala (?:de|del) \d+ al? \d+"
        r"|(?:qué|cuál) respuesta es mejor|según (?:la|esta) rúbrica",
    ),
    (
        "grading",
        "de",
        r"(?:bewerte|beurteile|benote)[nt]? (?:bitte )?(?:die|diese|den|das"
        r"|jede|beide)n? "
        r"(?:\w+ )?(?:antwort|ausgabe|aufsatz|übersetzung|zusammenfassung)|auf einer skala"
        r" von \d+ bis \d+"
        r"|welche (?:der (?:beiden )?)?antwort(?:en)? ist besser|bewertungs(?:kriterien"
        r"|schema|raster)",
    ),
    (
        "grading",
        "fr",
        r"(?:note[rz]?|évalue[rz]?|juge[rz]?) (?:la|le|les|cette|ce|chaque) (?:\w+ )?"
        r"(?:réponse|sortie|résumé|traduction|dissertation)|sur une échelle de \d+ à \d+"
        r"|quelle réponse est (?:la )?meilleure|selon (?:la|cette) grille",
    ),
    (
        "grading",
        "ru",
        r"(?:оцени|проставь|поставь)(?:те)? .{0,30}(?:ответ|оценк|балл"
        r"|перевод|эссе)|по шкале от"
        r" \d+ до \d+|какой (?:из )?(?:этих )?ответ\S* (?:лучше|предпочт)|критери\S+ оцен",
    ),
    (
        "generation",
        "zh",
        r"(?:生成|创建|创作|编写|设计|提出|构造|想出"
        r"|写).{0,12}[个条道组对份].{0,12}(?:问题|任务|指令|题目"
        r"|样本|示例|问答|提示词|测试用例)|(?:改写|重写|复杂化).{0,10}(?:问题|指令|提示"
        r"|题目)|(?:生成|创建|构建).{0,12}"
        r"(?:数据集|训练数据)",
    ),
    (
        "generation",
        "es",
        r"(?:genera|crea|escribe|inventa|propón|diseña) (?:\d+|diez"
        r"|cinco|veinte|varias|varios"
        r"|nuevas|nuevos)(?: \w+){0,2} (?:tareas|preguntas|instrucciones|ejercicios"
        r"|problemas)|reescribe (?:la|el|esta"
        r"|este) (?:\w+ )?(?:pregunta|instrucción|tarea)|(?:genera|crea) (?:un )?(?:conjunto"
        r" de datos|datos"
        r" (?:sintéticos|de entrenamiento))",
    ),
    (
        "generation",
        "de",
        r"(?:generiere|erstelle|erzeuge|schreibe|entwirf|formuliere)(?:"
        r" mir)? (?:\d+|zehn|fünf"
        r"|zwanzig|mehrere|neue|verschiedene)(?: \w+){0,2} (?:aufgaben|fragen|anweisungen"
        r"|prompts|übungen|testfälle)"
        r"|(?:formuliere|schreibe) (?:die|diese) (?:\w+ )?(?:frage|anweisung|aufgabe) um"
        r"|(?:trainings|synthetische )daten",
    ),
    (
        "generation",
        "fr",
        r"(?:génère|générez|crée|créez|écris|écrivez|propose|proposez|invente) (?:\d+|dix|cinq"
        r"|vingt|plusieurs|de nouvelles|de nouveaux)(?: \w+){0,2} (?:tâches|questions"
        r"|instructions|exercices|problèmes)"
        r"|(?:réécris|réécrivez|reformule[rz]?) (?:la|cette|l')(?: )?(?:question|instruction"
        r"|tâche)|jeu de données"
        r" (?:synthétique|d'entraînement)",
    ),
    (
        "generation",
        "ru",
        r"(?:сгенерируй|создай|придумай|составь|напиши|сочини)(?:те)?"
        r" (?:\d+|десять|пять|двадцать"
        r"|несколько|новые|разные)(?: \S+){0,2} (?:задани|вопрос|инструкци|задач|пример)"
        r"|(?:перепиши|переформулируй|усложни)"
        r"(?:те)? (?:\S+ )?(?:вопрос|инструкци|задани|запрос|промпт)|(?:обучающ\S+"
        r"|синтетическ\S+) (?:данны|выборк|пример)",
    ),
)
