"""English (and language-free) ways of asking for reasoning, grading or data.

Rows are (intent, language, RE2 pattern on folded text); see `sketch_rules` for what a rule may
claim. 'xx' marks what no language owns: tags, brackets, placeholders.
"""

from __future__ import annotations

from typing import Final

_MAKE = (
    r"(?:generate|create|come up with|write|produce|compose|devise|design|propose|construct"
    r"|invent|draft|synthesi[sz]e|brainstorm)"
)
_ANSWER = (
    r"(?:responses?|answers?|outputs?|completions?|submissions?|solutions?|essays?|repl(?:y|ies)"
    r"|candidates?|translations?|summar(?:y|ies)|conversations?|dialogues?|assistants?"
    r"|predictions?)"
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

ENGLISH: Final[tuple[tuple[str, str, str], ...]] = (
    ("reasoning", "xx", r"</?(?:think|thinking|thought|reasoning|scratchpad|reflection)>"),
    (
        "reasoning",
        "en",
        r"\b(?:think|reason)(?: (?:this|it|through|carefully|about it|and"
        r" act))*"
        r",? (?:step[- ]by[- ]step|out loud|aloud)",
    ),
    (
        "reasoning",
        "en",
        r"\b(?:show|write|print|reveal|expose|include|provide|articulate"
        r"|verbali[sz]e|spell|lay|state|narrate|transcribe|record|document|give|describe|dump"
        r"|output|share|detail)(?: (?:me|us|out|down|all|every|of|first))* (?:your|the model's"
        r"|its|the)(?: (?:full|complete|entire|detailed|raw|hidden|whole|own|actual|exact"
        r"|internal|inner|private|intermediate|underlying|step[- ]by[- ]step|verbatim))+ "
        + _REASONING,
    ),
    (
        "reasoning",
        "en",
        r"\b(?:show|write(?: out| down)|print|reveal|expose|articulate"
        r"|verbali[sz]e|spell out|lay out|narrate|transcribe|output) (?:all (?:of )?)?your "
        + _REASONING,
    ),
    (
        "reasoning",
        "en",
        r"explain (?:every|each)(?: single)?(?: \w+)? (?:step|thought"
        r"|decision)"
        r"s? (?:behind|that led|leading|of your (?:reasoning|thinking))",
    ),
    (
        "reasoning",
        "en",
        r"\b(?:put|place|wrap|enclose|write|give|output) (?:all )?(?:of"
        r" )?your "
        r"(?:\w+ ){0,2}(?:reasoning|thinking|thoughts?)(?: process)? (?:in|inside|within"
        r"|between)",
    ),
    (
        "reasoning",
        "en",
        r"\b(?:articulate|reconstruct|recover|write out|spell out) the "
        r"(?:\w+ ){0,2}(?:reasoning|thinking|thought process)",
    ),
    (
        "reasoning",
        "en",
        r"\b(?:use|using|with|follow|employ|produce|write|give)(?: an?|"
        r" your)?"
        r"(?: (?:detailed|long|explicit|full|complete))* chain[- ]of[- ]thought(?: reasoning"
        r"| to| for|[.,:]|$)",
    ),
    (
        "grading",
        "xx",
        r"\[(?:begin|end) data\]|\[\[(?:rating|score|[abc]|\d+)\]\]"
        r"|\[(?:the )?(?:start|end)"
        r" of (?:the )?(?:assistant|answer|response)|\[(?:the )?(?:response|assistant|answer"
        r"|output) ?[ab12]\]"
        r"|<(?:response|answer|assistant)_[ab12]>",
    ),
    (
        "grading",
        "en",
        r"\bwhich (?:of (?:the|these) (?:two |following )?)?(?:\w+"
        r" )?"
        + _ANSWER
        + r"(?: \S+){0,8} (?:is|are|was|do you|would|you) (?:the )?(?:\w+ )?(?:better|best"
        r"|prefer\w*|more"
        r"|worse|correct)",
    ),
    (
        "grading",
        "en",
        r"\b(?:rate|score|grade|evaluate|assess|judge|critique|rank|compare"
        r"|review) "
        r"(?:(?:the|this|these|that|each|both|following|two|quality|of|how|well|an?|model"
        r"|model's|ai"
        r"|assistant|assistant's|submitted|given|provided|candidate|above|below|user's|student"
        r"|student's|generated|my|if|whether|all) )*(?:(?:ai|model|assistant|student|system"
        r"|human)"
        r"(?:'s)? )?" + _ANSWER,
    ),
    (
        "grading",
        "en",
        r"\b(?:scor(?:e|ing)|rat(?:e|ing)|grade"
        r"|mark)\b[^.?!]{0,40}?\b(?:from|between|of"
        r"|on a scale (?:of|from)) (?:0|1|zero|one) ?(?:to|-|and|through) ?\d+|\bon a scale"
        r" (?:of|from)"
        r" (?:0|1|zero|one) ?(?:to|-) ?\d+",
    ),
    (
        "grading",
        "en",
        r"\b(?:according to|based on|using|against|per|apply|following|with"
        r"|by) (?:the |this"
        r" |these |that |each |following |provided |given |above |below )*(?:(?:scoring"
        r"|grading|evaluation|marking"
        r"|assessment) )?rubrics?\b|\b(?:scoring|grading|evaluation|marking) (?:criteria"
        r"|guidelines?|rubric):",
    ),
    (
        "grading",
        "en",
        r"\b(?:act as|you are|be) (?:an? )?(?:\w+ ){0,3}(?:judge|grader"
        r"|evaluator|assessor"
        r"|reward model|annotator)\b|impartial judge",
    ),
    (
        "grading",
        "en",
        r"\b(?:write|provide|give|produce|offer) (?:me )?(?:an? )?(?:\w+"
        r" ){0,2}critiques?\b"
        r"|\b(?:final|overall) (?:score|rating|verdict|grade)\b",
    ),
    (
        "generation",
        "xx",
        r"#(?:the )?(?:given|created|rewritten|new|translated) (?:prompt"
        r"|instruction)#"
        r"|list of \d+ (?:diverse )?(?:tasks|instructions|prompts|questions)",
    ),
    (
        "generation",
        "en",
        r"\b"
        + _MAKE
        + r" (?:me )?(?:up to |at least |exactly |about |another )?"
        + _COUNT
        + r"(?: [\w,-]+){0,4}? "
        + _TASK
        + r"\b",
    ),
    (
        "generation",
        "en",
        r"\b(?:rewrite|rephrase|paraphrase|evolve|mutate|complicate)"
        r" (?:the|a|this|each"
        r"|these)?(?: (?:given|following|original|above|seed|below|math))* ?(?:prompts?"
        r"|instructions?"
        r"|questions?|tasks?|quer(?:y|ies)|problems?)\b",
    ),
    (
        "generation",
        "en",
        r"\b(?:increase|raise|add to|escalate) the (?:difficulty"
        r"|complexity) of"
        r"|\bbrand[- ]new (?:prompt|question|instruction|task|problem)|prompt (?:creator"
        r"|rewriter|translator)"
        r"|\btranslate the following prompt|\brewrite question",
    ),
    (
        "generation",
        "en",
        r"\b(?:generate|create|build|write|produce|synthesi[sz]e"
        r"|construct)\b[^.?!]{0,60}?"
        r"\b(?:(?:training|fine-?tuning|instruction(?:-tuning)?|sft|rlhf|preference"
        r"|synthetic|few-shot|eval)"
        r" (?:data|datasets?|examples|samples|pairs|set)|dialogue data|q ?& ?a pairs|qa pairs"
        r"|question[- /]answer pairs|(?:question|questions) and (?:answer|answers) pairs?)\b",
    ),
    (
        "generation",
        "en",
        r"\b(?:generate|create|build|produce|synthesi[sz]e|construct)"
        r" (?:an? |new |\d+ |me )*"
        r"(?:[\w-]+ ){0,3}datasets?\b",
    ),
    (
        "generation",
        "en",
        r"\b(?:given|based on|from|using) (?:the|this|a)(?: (?:following"
        r"|above|below"
        r"|provided|given))* (?:context|passage|text|document|article|reference|paragraph"
        r"|transcript)\b[^?!]{0,100}?"
        r"\b(?:generate|create|write|produce|compose) (?:an? |some |\d+ |the )?(?:\S+"
        r" ){0,4}?(?:questions?"
        r"|q&a|tasks?|instructions?|conversations?|dialogues?|pairs)\b",
    ),
    (
        "generation",
        "en",
        r"\b(?:generate|create|write|simulate|produce) (?:an? |the"
        r" )?(?:\w+[- ]){0,4}"
        r"(?:conversation|dialogue|dialog|chat|exchange)s? between (?:an? |the )?(?:\w+"
        r" ){0,2}(?:user|human|ai"
        r"|assistant|chatbot|bot|patient|customer|student|agent|client)\b",
    ),
    (
        "generation",
        "en",
        r"\b(?:design|write|create|build|implement|generate) (?:an? |new"
        r" |\d+ )*(?:\w+[- ])"
        r"{0,4}(?:rl|reinforcement[- ]learning|gym|gymnasium|agentic|training) (?:\w+"
        r" )?(?:environment|task)s?\b"
        r"|\b(?:verifiable|auto-?graded|checkable) (?:tasks?|rewards?|problems?)",
    ),
)
