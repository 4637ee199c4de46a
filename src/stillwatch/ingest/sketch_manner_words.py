"""Words by the manner of a prompt they speak for: an order, a question, a person, a form.

Plain lists, so that a reader can judge them; all languages together, for what is asked about
a prompt is the same in each. Words are written as folded (lower case, straight quotes). Of
scripts without spaces a word is one character or two that stand side by side.
"""

from __future__ import annotations

from typing import Final

MANNERS: Final[dict[str, str]] = {
    "order": "write create generate list describe explain summarize summarise compose design"
    " develop implement identify provide give find name convert translate calculate compute"
    " determine classify compare rewrite edit suggest construct evaluate analyze analyse discuss"
    " outline define rank sort solve prove show make build draft propose produce devise recommend"
    " predict extract fill complete choose select state categorize categorise arrange add"
    " replace remove paraphrase simplify transform rephrase brainstorm formulate match detect"
    " label assign restate combine modify reduce increase organize edit answer decide verify"
    " schreibe schreib schreiben erstelle erstellen erkläre erklären beschreibe nenne liste fasse"
    " formuliere übersetze entwickle berechne analysiere vergleiche generiere finde bestimme"
    " entwirf verfasse erläutere bewerte ordne löse beweise zeige erfinde gib wähle prüfe"
    " écris écrivez rédige rédigez crée créez génère générez explique expliquez décris décrivez"
    " donne donnez résume résumez traduis traduisez calcule calculez analysez compare comparez"
    " propose proposez trouve trouvez identifie invente évalue indique réécris imagine"
    " escribe escriba crea cree genera genere explica describe describa enumera resume resuma"
    " traduce traduzca calcula calcule analiza analice compara proporciona identifica redacta"
    " diseña haz elabora formula evalúa reescribe inventa"
    " escreva escreve crie gere explique descreva liste traduza analise dê forneça identifique"
    " elabore redija reescreva invente avalie"
    " scrivi genera spiega descrivi elenca riassumi traduci calcola analizza confronta fornisci"
    " schrijf maak genereer beschrijf vertaal bereken napisz wymień opisz yaz açıkla listele"
    " viết hãy giải tulis buatlah jelaskan sebutkan"
    " напиши напишите создай создайте сгенерируй сгенерируйте объясни объясните опиши опишите"
    " перечисли перечислите составь составьте переведи переведите вычисли вычислите найди"
    " найдите проанализируй сравни сравните приведи приведите назови назовите определи"
    " придумай придумайте сформулируй реши решите докажите оцени оцените перепиши выбери"
    " اكتب أنشئ اشرح صف اذكر لخص ترجم احسب حلل قارن أعط اقترح حدد ولد صمم أجب قيم أوجد عدد"
    " लिखें लिखो लिखिए बनाएं बनाओ समझाएं समझाइए कीजिए करें दें दीजिए निकालें"
    " 编写 生成 列出 描述 解释 创建 设计 撰写 总结 翻译 计算 分析 比较 改写 给出 写一 写出 提出"
    " 评价 制定 证明 求解 概括 选出 说明 要約 翻訳 列挙 述べ 挙げ 書い 求め 答え 作成 考案 示せ"
    " 작성하세요 작성해줘 작성하시오 작성해 설명하세요 설명하시오 설명해줘 설명해 생성하세요 생성해"
    " 나열하세요 나열하시오 요약하세요 요약해 번역하세요 번역해 계산하세요 제시하세요 제시하시오"
    " 만드세요 만들어줘 만들어 서술하시오 구하시오 구하세요 평가하세요 답하세요 쓰세요 쓰시오",
    "question": "what how why who when where which whose what's is are does did has have was"
    " was wie warum wer wann wo welche welcher welches wieviel wozu ist sind gibt stimmt"
    " quel quelle quels quelles comment pourquoi qui où combien est-ce"
    " qué cómo quién cuándo dónde cuál cuáles cuánto qual quais quem quando onde como"
    " что как почему кто когда где какой какая какие сколько зачем"
    " ما ماذا كيف لماذا متى أين هل كم क्या कैसे क्यों कौन कब कहाँ कितने"
    " 什么 怎么 为什 如何 哪个 哪些 谁是 多少 吗 是否 能不 何で どう なぜ どこ いつ 誰 すか"
    " 무엇 무엇을 뭐 어떻게 왜 누가 언제 어디 어떤 come perché quanto hoe waarom jak dlaczego nasıl"
    " neden bagaimana apa mengapa",
    "person": "i i'm i've i'd i'll im ive my me mine myself we our us we're ich mir mein meine"
    " meinen meiner mich wir uns unser je j'ai mon ma mes moi nous notre j yo mi mis nosotros"
    " nuestro eu meu minha meus nós io mio mia ik mijn wij я мне мой моя мои меня мы нас у"
    " tôi saya aku ben benim أنا لي عندي أريد أحتاج لدي نحن मैं मुझे मेरा मेरी मेरे हम हमें"
    " 我 私 僕 俺 나는 저는 제가 내가 나의 제 내 저 우리 우리는 저희",
    "wish": "can could would please pls plz want need help like looking kannst könntest können"
    " möchte bitte brauche hilfe peux pourriez pouvez voudrais besoin aide puedes podrías quiero"
    " necesito ayuda pode poderia quero preciso ajuda можешь можете помоги помогите хочу нужно"
    " please'd أرجو ساعدني चाहिए मदद 请 想 帮 能 帮我 需要 ほしい たい です 주세요 싶어요",
    "polite": "hi hello hey thanks thank cheers greetings dear sorry hallo danke servus bonjour"
    " salut merci svp hola buenas gracias olá oi obrigado obrigada ciao grazie привет здравствуйте"
    " спасибо пожалуйста مرحبا شكرا नमस्ते धन्यवाद 你好 谢谢 您好 こん ありが 안녕하세요 감사합니다"
    " xin"
    " lol haha hmm ok okay wow wait",
    "role": "act role persona assistant expert imagine pretend you're handle rolle agis rôle"
    " actúa rol eres atue papel você роль ты представь دورك أنت तुम आप भूमिका 扮演 角色 作为 你是"
    " あなた 역할 당신은",
    "asks": "prompt prompts instruction instructions task tasks question questions query queries"
    " problem problems exercise exercises item items puzzle riddle aufgabe aufgaben frage fragen"
    " anweisung anweisungen consigne consignes tâche tâches exercice exercices problème tarea"
    " tareas pregunta preguntas instrucción instrucciones ejercicio ejercicios tarefa pergunta"
    " perguntas instrução exercício вопрос вопросы вопросов задача задачу задание задания"
    " инструкция инструкцию سؤال أسئلة مهمة تعليمات तरीका प्रश्न प्रश्नों निर्देश कार्य 问题 任务"
    " 指令 题目 质問 質問 課題 指示 問題 질문 질문을 문제 과제 지시",
    "answers": "response responses answer answers reply replies completion completions solution"
    " solutions output outputs submission candidate answering antwort antworten lösung ausgabe"
    " ergebnis réponse réponses sortie respuesta respuestas salida resposta respostas saída ответ"
    " ответы ответа إجابة الإجابة الجواب उत्तर जवाब 回答 答案 答复 输出 解答 応答 답변 답변을 답",
    "data": "example examples dataset training synthetic diverse model models ai llm agent"
    " chatbot beispiele beispiel exemple exemples ejemplo ejemplos exemplo exemplos пример примеры"
    " примеров مثال أمثلة उदाहरण 例子 示例 样本 数据 例を 예시 #given given# rewritten seed input",
    "judging": "rubric criteria criterion score scores scoring rate rating grade grading evaluate"
    " judge critique critiques feedback verdict helpfulness correctness accuracy quality better"
    " worse winner strengths weaknesses bewerte kriterien kriterium note critère critères barème"
    " évalue meilleure criterios criterio puntuación evalúa critérios nota avalie критерии оценка"
    " оценку оцени معايير قيم درجة मूल्यांकन अंक मापदंड 评分 打分 标准 评价 评估 採点 評価 기준 평가"
    " 점수",
    "thinking": "reasoning reason reasons step steps stepwise thinking think thought thoughts"
    " rationale derivation chain monologue scratchpad justify justification schritt schritte"
    " gedanken überlegungen denke denken étape étapes raisonnement réflexions pensées paso pasos"
    " razonamiento pensamiento pensamientos passo passos raciocínio pensamentos шаг шаги шагам"
    " рассуждения рассуждай мысли خطوة خطوات التفكير فكر चरण सोच तर्क 思考 推理 步骤 一步 思路 思维"
    " 過程 順を 추론 단계 단계별로 생각",
    "rule": "must only exactly avoid ensure include never always required requirements rules"
    " constraints without least maximum minimum limit within should each every avoid don't"
    " muss dürfen nur vermeide höchstens mindestens jede jeder regeln ohne doit évite uniquement"
    " chaque sans règles contraintes maximum debe evita solo cada sin reglas deve evite apenas"
    " somente sem regras должен должны только каждый каждая без правила не более يجب فقط كل دون"
    " بدون केवल बिना प्रत्येक 不要 必须 规则 要求 每个 每条 只输 不得 のみ 必ず 以内 반드시 않도록"
    " 각",
    "given": "following below given above provided based specified consider suppose context"
    " folgende folgenden folgender unten suivant suivante suivants ci-dessous siguiente siguientes"
    " abajo seguinte seguintes abaixo следующий следующую следующие следующего ниже التالي التالية"
    " أدناه निम्नलिखित नीचे दिए 以下 下面 下列 给定 次の 以下 다음 아래",
    "situation": "today yesterday tomorrow currently recently tonight week weeks month work job"
    " boss husband wife mom mum mother dad father friend girlfriend boyfriend kid kids son"
    " daughter brother sister homework trying tried wondering struggling feel stuck got getting"
    " bought issue error doesn't isn't work working old apartment house years ago budget"
    " heute gestern morgen gerade chef mann frau mutter vater freund sohn tochter versuche"
    " aujourd'hui hier demain mari femme mère père ami fils fille essaie hoy ayer mañana jefe"
    " marido mujer madre padre amigo hijo hija intento hoje ontem amanhã chefe esposa mãe pai"
    " filho сегодня вчера завтра муж жена мама папа друг сын дочь начальник пытаюсь اليوم أمس غدا"
    " زوجي زوجتي أمي أبي صديقي आज कल पति पत्नी माँ पिता दोस्त 今天 昨天 明天 老板 老公 老婆 妈妈 爸爸"
    " 朋友 最近 今日 昨日 明日 上司 母 父 友達 오늘 어제 내일 남편 아내 엄마 아빠 친구",
    "talk": "again instead also still actually yes no but and so then it that this they more"
    " continue same previous earlier said nochmal stattdessen auch noch ja nein aber und dann das"
    " encore aussi oui non mais et alors ça también todavía sí pero entonces eso y também ainda"
    " sim mas então isso e опять также да нет но и тогда это أيضا نعم لكن هذا भी हाँ लेकिन यह 那"
    " 再 还"
    " 也 不对 继续 それ では でも もっと 또 그럼 그런데 그리고 더 아니",
    "sloppy": "dont doesnt cant wont isnt didnt couldnt wouldnt shouldnt whats thats ive youre"
    " gonna wanna gimme kinda idk btw teh becuase recieve seperate definately alot tho cuz coz bc"
    " thx abt wut programing u ur r pls plz",
}
"""Manner -> words. `talk` is read only where a prompt opens with one."""
