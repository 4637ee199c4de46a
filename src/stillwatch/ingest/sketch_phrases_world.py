"""Phrases in languages other than English, by language, intent and concept.

Written as in `sketch_phrases_english`, and fewer: absence of a match says less here. Stems
stand in for endings; phrases in scripts without spaces match wherever they stand.
"""

from __future__ import annotations

from typing import Final

from stillwatch.ingest.sketch_phrases_east import EAST, OBSTACLES_EAST

OBSTACLES_ABROAD: Final[dict[str, dict[str, str]]] = {
    "es": {
        "asking": "cómo, por qué, qué es, qué son, estudio, tesis, puedes, podrías",
        "person": "yo, mi, mis, quiero saber, me pregunto",
        "about": "sobre, acerca de",
        "nothing": "cómo llegas, por qué de cada",
    },
    "de": {
        "asking": "wie, warum, was ist, was sind, würdest du, kannst du, studie, doktorarbeit",
        "person": "ich, mein, meine, meinen",
        "about": "über, von großen",
        "nothing": "wie du zu",
    },
    "fr": {
        "asking": "comment, pourquoi, qu'est ce, peux tu, pourrais tu, étude, thèse",
        "person": "je, j'étudie, j'ai, mon, ma",
        "about": "sur, à propos",
    },
    "pt": {
        "asking": "como, por que, o que é, podes, pode, estudo, tese",
        "person": "eu, meu, minha",
        "about": "sobre, acerca",
        "nothing": "como você chega",
    },
    "ru": {
        "asking": "как, почему, что такое, зачем, можешь, исследован*",
        "person": "я, мне, мой, моя, мою",
        "about": "о, об, про",
    },
    "zh": {
        "asking": "怎么, 为什么, 如何, 什么是, 能不能, 是否, 研究",
        "person": "我想, 我在, 我的, 我们",
        "about": "关于, 对于",
    },
    **OBSTACLES_EAST,
}

WORLD: Final[dict[str, dict[str, dict[str, str]]]] = {
    "es": {
        "reasoning": {
            "muse": "piensa, razona, piense, razone",
            "in tongue": "en inglés, en chino, en español, en ruso, en alemán, en francés,"
            " en otro idioma, en cirílico",
            "utter": "muestra*, muéstra*, escrib*, expón*, expon*, detalla*, revela*, anota*,"
            " transcri*, registra*, pon, da, incluye*, verbaliza*, narra*, cuenta, imprime*,"
            " apunta*, enseña, deja, saca, vuelca",
            "own": "tu, tus, su, sus, todo el, toda la, todos los, todas las, cada, completo",
            "thought": "razonamiento*, pensamiento*, inferencia*, deducci*, reflexi*, cavilaci*",
            "inner": "paso mental, pasos mentales, cadena de pensamiento*,"
            " proceso de pensamiento, proceso de razonamiento, monólogo interno,"
            " monólogo interior, diálogo interno, notas en bruto, borrador*, pasos intermedios,"
            " flujo de conciencia, hilo de pensamiento, todo el razonamiento",
            "mind": "cada idea, cada pensamiento, cada inferencia, por la cabeza, por la mente,"
            " pase por tu, por pequeñ*",
            "work": "pasos, paso, notas, cálculos, ideas",
            "dropped": "descartad*, rechazad*, abandonad*, callejones sin salida, dudas",
            "visible": "visible*, en voz alta, por escrito, sin filtro*",
            "think": "piensa, pensar, pensemos, razona, razonar, piense, razone",
            "aloud": "paso a paso, en voz alta",
            "only": "solo, sólo, solamente, únicamente, exclusivamente",
            "tongue": "español, inglés, alemán, francés, chino, ruso, portugués",
            "before": "antes del resultado, antes de responder, antes de la respuesta,"
            " antes de dar, después la respuesta, luego la respuesta, antes de contestar,"
            " antes de concluir",
            "not": "no, nunca, sin",
            "cut": "resum*, omit*, abrevi*, salt*",
            "last": "última línea, línea final",
            "answer": "respuesta, resultado",
        },
        "grading": {
            "judge": "califica*, puntúa*, evalúa*, valora*, juzga*, compara, comparar, corrige*",
            "answer": "dos respuestas, respuesta*, salida*, resumen, traducción, ensayo*, solución",
            "scale": "escala, rúbrica, criterio*, puntos, del 9 al 9, de 9 a 9, mejor, peor",
            "which": "cuál, qué, elige, indica",
            "better": "mejor, peor, prefier*",
            "scoring": "del 9 al 9, de 9 a 9, escala de, puntuación, nota final, rúbrica",
            "side": "respuesta a, respuesta b",
            "graded": "en una escala",
            "slot": "respuesta:, respuesta a, respuesta b, dos respuestas",
        },
        "generation": {
            "make": "genera*, crea*, escribe*, inventa*, propón*, diseña*, redacta*, elabora*",
            "many": "diez, cinco, veinte, varias, varios, nuevas, nuevos, distint*, diferentes,"
            " variad*, divers*",
            "item": "tareas, preguntas, instrucciones, ejercicios, problemas, consultas, prompts",
            "data": "conjunto de datos, datos sintéticos, datos de entrenamiento,"
            " pares de pregunta*",
            "rewrite": "reescrib*, reformul*, parafrase*",
            "seed": "pregunta, instrucción, tarea, problema, esta pregunta, esta instrucción,"
            " esta tarea, este problema, siguiente pregunta, siguiente tarea",
            "harder": "más difícil*, más complej*, dificultad",
            "given": "del texto, partir del, siguiente contexto, siguiente texto",
            "talk": "diálogo, conversación",
            "speaker": "usuario, asistente",
        },
    },
    "de": {
        "reasoning": {
            "muse": "denk, denke, überlege, überleg, denken",
            "in tongue": "auf englisch, auf chinesisch, auf deutsch, auf russisch, auf französisch,"
            " auf spanisch, auf japanisch, in kyrillisch*, in einer anderen sprache",
            "utter": "zeig*, schreib*, lege, leg, legt, gib, nenne*, notier*, gebe*, führe*,"
            " offenbar*, dokumentier*, halte, mach*, verbalisier*, protokollier*, formulier*,"
            " lass, stell",
            "own": "deine*, dein, ihre*, alle, jede*, gesamte*, ganze*, vollständig*, innere*",
            "thought": "gedanken*, überlegung*, denken, denkprozess*, denkschritt*, herleitung*,"
            " schlussfolgerung*, gedanke*, nachdenken",
            "inner": "gedankengang, gedankengänge*, gedankenkette*, denkprozess*, denkschritt*,"
            " selbstgespräch*, innerer monolog, inneren monolog, rohnotiz*, zwischenschritt*,"
            " denkweg*, gedankenfluss, bewusstseinsstrom, notizzettel, die überlegung",
            "mind": "jeden gedanken, jede idee, jede überlegung, jeden einfall, durch den kopf,"
            " als sähe, jede schlussfolgerung",
            "work": "schritte, schritt, notizen, entwurf, entwürfe, rechnung",
            "dropped": "verworfen*, abgelehnt*, sackgassen, irrwege*, zweifel",
            "visible": "sichtbar, offen, laut, ungefiltert, unzensiert, ausführlich",
            "think": "denk, denke, denken, nachdenken, überlege, überleg",
            "aloud": "schritt für schritt, laut",
            "only": "nur, ausschließlich, allein",
            "tongue": "deutsch, englisch, französisch, spanisch, chinesisch, russisch",
            "before": "vor dem ergebnis, vor der antwort, bevor du antwortest, dann die antwort,"
            " bevor du das, ehe du antwortest, erst danach die, vor der lösung",
            "not": "nicht, nichts, nie, kein, keine, keinen, ohne",
            "cut": "kürz*, auslass*, weglass*, zusammenfass*, überspring*, fasse",
            "last": "letzte zeile, letzten zeile",
            "answer": "antwort, ergebnis",
        },
        "grading": {
            "judge": "bewert*, beurteil*, benot*, vergleich*, korrigier*",
            "answer": "beiden antworten, beide antworten, antwort*, ausgabe*, aufsatz*,"
            " übersetzung*, zusammenfassung*, lösung*",
            "scale": "skala, kriterien, von 9 bis 9, punkte, bessere*, schlechter*,"
            " bewertungsraster",
            "which": "welche, welcher, nenne, entscheide, wähle",
            "better": "besser, bessere, bester, beste, schlechter",
            "scoring": "skala von, von 9 bis 9, bewertungskriterien, bewertungsschema,"
            " bewertungsraster, punktzahl, gesamtnote",
            "side": "antwort a, antwort b",
            "graded": "auf einer skala",
            "slot": "antwort:, antwort a, antwort b, beide antworten, beiden antworten",
        },
        "generation": {
            "make": "generier*, erstell*, erzeug*, schreib*, entwirf, formulier*, erfinde*,"
            " verfass*",
            "many": "zehn, fünf, zwanzig, mehrere, neue, verschiedene, unterschiedliche,"
            " vielfältige",
            "item": "aufgaben, fragen, anweisungen, prompts, übungen, testfälle, anfragen",
            "data": "trainingsdaten, synthetische daten, datensatz, frage antwort paare",
            "rewrite": "formuliere, umformulier*, schreibe, überarbeite",
            "seed": "frage, diese frage, anweisung, diese anweisung, aufgabe, diese aufgabe,"
            " folgende frage, folgende aufgabe",
            "harder": "schwieriger*, schwerer, komplexer*, anspruchsvoller*",
            "given": "aus dem text, auf grundlage des, folgenden text",
            "talk": "dialog, gespräch",
            "speaker": "nutzer, benutzer, assistent, assistenten",
        },
    },
    "fr": {
        "reasoning": {
            "muse": "réfléchi*, raisonne*, pense*",
            "in tongue": "en anglais, en chinois, en français, en russe, en allemand, en espagnol,"
            " dans une autre langue, en cyrillique",
            "utter": "montre*, écri*, affiche*, détaille*, expose*, révèle*, transcri*, note,"
            " notez, donne*, inscri*, verbalise*, raconte*, laisse*, consigne*, inclu*, dévoile*",
            "own": "ton, ta, tes, votre, vos, tout le, toute la, toutes les, tous les, chaque,"
            " complet",
            "thought": "raisonnement*, pensée*, réflexion*, déduction*, inférence*",
            "inner": "monologue intérieur, monologue interne, dialogue intérieur, brouillon*,"
            " chaîne de pensée*, processus de pensée, processus de réflexion,"
            " processus de raisonnement, cheminement, étapes intermédiaires, fil de pensée,"
            " fil de la pensée, notes brutes",
            "mind": "chaque idée, chaque pensée, chaque inférence, chaque déduction, par la tête,"
            " par l'esprit, si petite soit",
            "work": "étapes, étape, notes, calculs, idées",
            "dropped": "abandonn*, écarté*, rejeté*, impasses, doutes, hésitations",
            "visible": "visible*, à voix haute, au grand jour, sans filtre, par écrit",
            "think": "réfléchi*, raisonne*, pense*",
            "aloud": "étape par étape, pas à pas, à voix haute",
            "only": "seulement, uniquement, exclusivement, rien qu*",
            "tongue": "français, anglais, allemand, espagnol, chinois, russe",
            "before": "avant le résultat, avant la réponse, avant de répondre, avant de donner,"
            " ensuite la réponse, puis la réponse, avant de conclure",
            "not": "ne, n'*, pas, jamais, rien, sans",
            "cut": "résum*, abrèg*, n'abrèg*, omet*, saut*",
            "last": "dernière ligne",
            "answer": "réponse, résultat",
        },
        "grading": {
            "judge": "note, notez, noter, évalue*, juge*, comparez, compare les, corrige*",
            "answer": "deux réponses, réponse*, sortie*, résumé, traduction, dissertation,"
            " solution*",
            "scale": "échelle, critères, grille, barème, points, de 9 à 9, meilleure, pire",
            "which": "quelle, laquelle, dis, choisis, indique",
            "better": "meilleure, meilleur, préfère*, pire",
            "scoring": "échelle de, de 9 à 9, barème, note finale, selon la grille,"
            " selon cette grille",
            "side": "réponse a, réponse b",
            "graded": "sur une échelle",
            "slot": "réponse:, réponse a, réponse b, deux réponses",
        },
        "generation": {
            "make": "génère*, générez, crée*, créez, écris, écrivez, propose*, invente*, rédige*,"
            " produi*",
            "many": "dix, cinq, vingt, plusieurs, nouvelles, nouveaux, différent*, varié*, divers*",
            "item": "tâches, questions, instructions, exercices, problèmes, requêtes, consignes",
            "data": "jeu de données, données synthétiques, données d'entraînement,"
            " paires de question*",
            "rewrite": "réécri*, reformul*, paraphras*",
            "seed": "question, cette question, instruction, tâche, cette tâche, problème,"
            " la consigne",
            "harder": "plus difficile*, plus complexe*, difficulté",
            "given": "à partir du texte, du texte, contexte suivant, texte suivant",
            "talk": "dialogue, conversation",
            "speaker": "utilisateur, assistant",
        },
    },
    "pt": {
        "reasoning": {
            "muse": "pense, raciocine",
            "in tongue": "em inglês, em chinês, em português, em russo, em alemão, em espanhol,"
            " em outro idioma, em outra língua",
            "utter": "mostr*, escrev*, detalh*, expo*, anot*, transcrev*, revel*, registr*,"
            " registe, verbaliz*, narr*, inclua, dê, deixe, coloque",
            "own": "seu, sua, seus, suas, teu, tua, todo o, toda a, todos os, todas as, cada,"
            " completo",
            "thought": "raciocínio*, pensamento*, inferência*, deduç*, reflex*",
            "inner": "monólogo interior, monólogo interno, cadeia de pensamento*,"
            " processo de pensamento, processo de raciocínio, notas brutas, rascunho*,"
            " passos intermediários, passos intermédios, diálogo interno, todo o raciocínio",
            "mind": "cada ideia, cada pensamento, cada inferência, pela cabeça, pela mente",
            "work": "passos, passo, notas, cálculos, ideias",
            "dropped": "descartad*, rejeitad*, abandonad*, becos sem saída, dúvidas",
            "visible": "visível, visíveis, em voz alta, por escrito, sem filtro*",
            "think": "pense, pensa, pensar, raciocine",
            "aloud": "passo a passo, em voz alta",
            "only": "apenas, só, somente, exclusivamente, unicamente",
            "tongue": "português, inglês, espanhol, francês, alemão, chinês",
            "before": "antes do resultado, antes da resposta, antes de responder, antes de dar,"
            " depois a resposta, em seguida a resposta, antes de concluir",
            "not": "não, nunca, sem",
            "cut": "resum*, omit*, abrevi*, pule, pular",
            "last": "última linha",
            "answer": "resposta, resultado",
        },
        "grading": {
            "judge": "avali*, classifique, pontu*, julgu*, compare as, compare os, corrij*",
            "answer": "duas respostas, resposta abaixo, resposta*, saída*, resumo, tradução,"
            " redação, solução",
            "scale": "escala, critério*, rubrica, pontos, de 9 a 9, melhor, pior",
            "which": "qual, escolha, diga, indique",
            "better": "melhor, pior, prefere",
            "scoring": "escala de, de 9 a 9, nota final, rubrica, pontuação",
            "side": "resposta a, resposta b",
            "graded": "numa escala, em uma escala",
            "slot": "resposta:, resposta a, resposta b, duas respostas, resposta abaixo",
        },
        "generation": {
            "make": "gere, gera, crie, cria, escreva, invente, proponha, elabore, produza, formule",
            "many": "dez, cinco, vinte, várias, vários, novas, novos, diferentes, divers*, variad*",
            "item": "tarefas, perguntas, instruções, exercícios, problemas, consultas, prompts",
            "data": "conjunto de dados, dados sintéticos, dados de treino, dados de treinamento",
            "rewrite": "reescrev*, reformul*, parafrase*",
            "seed": "pergunta, instrução, tarefa, problema, esta pergunta, esta instrução",
            "harder": "mais difícil, mais difíceis, mais complex*, dificuldade",
            "given": "do texto, partir do, contexto seguinte, sobre o texto",
            "talk": "diálogo, conversa",
            "speaker": "usuário, utilizador, assistente",
        },
    },
    "ru": {
        "reasoning": {
            "muse": "думай*, рассуждай*, размышляй*",
            "in tongue": "на английском, на китайском, на русском, на немецком, на французском,"
            " на другом языке, латиницей",
            "utter": "покажи*, напиши*, выпиши*, выведи*, опиши*, изложи*, распиши*, запис*,"
            " раскрой*, озвуч*, приведи*, зафиксируй*, проговор*",
            "own": "все, весь, всю, свои, свой, свою, твои, ваши, каждую, каждый, каждое, полн*,"
            " подробн*",
            "thought": "рассужден*, размышлен*, мысл*, умозаключен*, вывод*, обоснован*",
            "inner": "ход мысл*, ход рассужд*, ход размышл*, цепочку рассужд*, цепочку мысл*,"
            " цепочка рассужд*, внутренний монолог, внутренние рассуждения, поток сознания,"
            " черновик*, промежуточные шаги, все рассуждения",
            "mind": "каждую мысль, каждую идею, каждое умозаключение, в голову, в голове",
            "work": "шаги, шаг, заметки, вычисления, идеи",
            "dropped": "отброшен*, отвергнут*, тупик*, сомнени*",
            "visible": "вслух, видимым*, на виду, дословно",
            "think": "думай*, рассуждай*, размышляй*, подумай*",
            "aloud": "шаг за шагом, пошагово, вслух, по шагам",
            "only": "только, исключительно, лишь",
            "tongue": "русском, английском, немецком, китайском, французском, испанском",
            "before": "перед ответом, до ответа, прежде чем ответить, потом ответ, затем ответ,"
            " прежде чем дать, перед результатом",
            "not": "не, никогда, без, ничего",
            "cut": "сокращ*, пропуск*, опуск*",
            "last": "последней строк*, последняя строк*",
            "answer": "ответ, результат",
        },
        "grading": {
            "judge": "оцени*, оценить, сравни*, проверь*, проставь*, поставь*",
            "answer": "два ответа, оба ответа, этот ответ, ответ*, перевод*, эссе, решени*, резюме",
            "scale": "шкале, баллов, балл*, критери*, от 9 до 9, лучше, лучший, хуже",
            "which": "какой, который, выбери*, назови*",
            "better": "лучше, лучший, хуже, предпочт*",
            "scoring": "шкале от, от 9 до 9, критерии оцен*, итоговая оценка, баллов",
            "side": "ответ а, ответ б",
            "graded": "по шкале",
            "slot": "ответ:, ответ а, ответ б, два ответа, оба ответа, этот ответ",
        },
        "generation": {
            "make": "сгенерируй*, создай*, придумай*, составь*, напиши*, сочини*, подготовь*",
            "many": "десять, пять, двадцать, несколько, новые, новых, разные, разных, разнообразн*",
            "item": "задани*, вопрос*, инструкци*, задач*, запрос*, промпт*, упражнени*",
            "data": "обучающие данные, обучающих данных, синтетические данные,"
            " синтетических данных, набор данных, датасет*, обучающую выборку",
            "rewrite": "перепиши*, переформулируй*, усложни*",
            "seed": "вопрос, этот вопрос, инструкцию, задание, это задание, запрос, промпт, задачу",
            "harder": "сложнее, труднее, усложн*",
            "given": "по тексту, на основе текста, из текста",
            "talk": "диалог, разговор, беседу",
            "speaker": "пользовател*, ассистент*",
        },
    },
    "zh": {
        "reasoning": {
            "muse": "思考, 推理",
            "in tongue": "用中文, 用英文, 用英语, 用俄语, 用德语, 用法语, 用日语, 用拼音",
            "utter": "写出, 写下, 展示, 输出, 给出, 列出, 说出, 展现, 呈现, 记录, 写成, 公开,"
            " 全部写, 都写, 显示, 先写, 记下",
            "own": "你的, 您的, 完整, 详细, 全部, 所有, 每一, 每个, 真实",
            "thought": "思考, 推理, 思维, 思路, 推导, 想法, 念头",
            "inner": "思考过程, 推理过程, 思维过程, 推导过程, 思维链, 推理链, 思考步骤, 推理步骤,"
            " 内心独白, 内部推理, 内部思考, 草稿, 中间步骤, 心路历程, 思维轨迹, 思路",
            "mind": "每一个念头, 每个念头, 每一个想法, 每个想法, 每一步推理, 脑中的, 脑海中",
            "work": "步骤, 笔记, 计算",
            "dropped": "放弃, 舍弃, 错误尝试, 走错, 否定的",
            "visible": "原样, 可见, 不加修饰, 大声",
            "think": "思考, 推理, 分析, 推导",
            "aloud": "一步一步, 逐步, 一步步",
            "only": "只用, 仅用, 只能用, 只使用",
            "tongue": "中文, 英文, 英语, 汉语, 德语, 法语",
            "before": "再给答案, 再给出答案, 再回答, 然后给出答案, 最后给出答案, 结果之前,"
            " 回答之前, 答案之前, 再给出结果, 再作答",
            "not": "不要, 不得, 别",
            "cut": "省略, 跳过, 缩短, 概括",
            "last": "最后一行",
            "answer": "答案, 结果",
        },
        "grading": {
            "judge": "评价, 评估, 评判, 评审, 打分, 评分, 评级, 比较, 批改",
            "answer": "两个回答, 下面的回答, 回答, 回复, 答案, 输出, 译文, 作文",
            "scale": "分, 标准, 更好, 更差, 评分标准, 优缺点",
            "which": "哪个, 哪一个, 哪份, 选出, 判断",
            "better": "更好, 较好, 最好, 更优, 更差",
            "scoring": "打分, 评分, 评级, 1到, 满分",
            "side": "回答a, 回答b, 回答 a, 回答 b",
            "graded": "满分, 分制",
            "slot": "以下, 下面, 回答:, 回答a, 回答b, 两个回答, 下面的回答",
            "asked": "评分标准, 请打分, 请评分, 进行打分, 进行评分, 给出评分, 给出打分",
        },
        "generation": {
            "make": "生成, 创建, 创作, 编写, 设计, 提出, 构造, 想出, 写",
            "many": "9个, 9条, 9道, 9组, 9对, 9份, 五个, 十个, 几个, 多个, 若干, 一组, 新的,"
            " 不同的, 多样",
            "item": "问题, 任务, 指令, 题目, 样本, 示例, 问答, 提示词, 测试用例, 问答对",
            "data": "数据集, 训练数据, 合成数据, 问答对",
            "rewrite": "改写, 重写, 复杂化",
            "seed": "问题, 指令, 提示, 题目",
            "harder": "更难, 更复杂, 难度",
            "given": "根据下面, 根据以下, 基于以下, 根据上",
            "talk": "对话",
            "speaker": "用户, 助手",
        },
    },
    "it": {
        "reasoning": {
            "utter": "mostra*, scrivi, esponi, annota, trascrivi, rivela",
            "own": "tuo, tua, tuoi, tutto il, ogni, completo",
            "thought": "ragionamento, pensiero, pensieri, inferenza, deduzione",
            "inner": "processo di pensiero, catena di pensier*, monologo interiore,"
            " passaggi intermedi",
            "think": "pensa, ragiona, pensare",
            "aloud": "passo dopo passo, passo per passo, ad alta voce",
            "before": "prima della risposta, prima di rispondere, poi la risposta",
        },
    },
    **EAST,
}
