"""English (and language-free) phrases, by intent and by the concept they stand for.

Written as `sketch_rules` says: phrases divided by commas, `*` for any ending, `$` for the end
of the text, `9` for any number. What a concept is for is told by the rules that use it.
"""

from __future__ import annotations

from typing import Final

OBSTACLES: Final[dict[str, str]] = {
    "asking": "how, why, what is, what are, what does, what do, what did, what makes, what would,"
    " what's, does, do you, would you, could you, can you, can i, literature, thesis, seminar,"
    " reading group, study, studies, paper, papers, researchers, curious, bias, models reason,"
    " models think, ¿",
    "person": "i, i'm, i'd, i've, i'll, my, we're, our, we run, we saw, my own",
    "about": "about, regarding, concerning, essay on, paper on, article on, post on, on, upon,"
    " called, titled, between, character's, author's, his, her, their",
    "nothing": "how well, how good, how helpful, i need, i want you to, i need you to,"
    " i would like you to, i'd like you to, i want to see your, how you get there,"
    " how you got there, how you arrive*, what you think, on the page, on paper, on screen,"
    " on its own, on their own, study guide",
}

REASONING: Final[dict[str, str]] = {
    "nothing": "thoughts on, thoughts about, critical thinking, design thinking,"
    " wishful thinking, thought experiment*, thought provoking, your answer",
    "utter": "show, write, write out, write down, write up, print, reveal, expose, include,"
    " output, provide, verbali*, vocali*, articulat*, narrat*, transcrib*, record, document,"
    " dump, spell out, lay out, lay open, lay bare, set out, set down, put, put down, share,"
    " display, echo, log, emit, surface, voice, type out, keep, keep a, preserve, disclos*,"
    " unfold, state, say, note, note down, jot down, reconstruct*, recreate*, recover, fill in,"
    " walk me through, talk me through, take me through, trace, respond with, reply with,"
    " answer with, supply, return, give, externali*, report, unpack, produce, generate, present,"
    " stream,"
    " let me see, let me watch, i need, expand, start with, begin with, open with, precede, need",
    "own": "your, your own, entire, whole, complete, full, inner, internal, hidden, private,"
    " verbatim, raw, unedited, unfiltered, uncensored, every, each, all, explicit, detailed,"
    " exact, actual, underlying, silent, unspoken, thorough, long, step by step",
    "hidden": "inner, internal, hidden, private, silent, unspoken, raw, unedited, unfiltered,"
    " verbatim, scratch, rough",
    "thought": "reasoning, thinking, thoughts, thought, deliberation*, inference*, deduction*,"
    " rationale, rationales, cogitation*, musings, introspection, derivation, considerations,"
    " hunches, reflections, mental steps, logic chain",
    "inner": "cot, thought chain, thinking chain, thinking steps, reasoning tokens,"
    " thinking tokens, mental steps, mental trace, deliberation*, unedited monologue, raw"
    " monologue, unfiltered monologue,"
    " train of thought, trains of thought, chain of thought, chains of thought, thought process,"
    " thought processes, thinking process, reasoning process, reasoning trace*, reasoning chain*,"
    " reasoning step*, reasoning path, thinking trace*, chain of reasoning, chain of inference*,"
    " chain of deductions, line of thought, inner monologue, internal monologue, inner dialogue,"
    " internal dialogue, inner speech, inner voice, inner reasoning, internal reasoning,"
    " internal deliberation*, hidden reasoning, private reasoning, stream of consciousness,"
    " self talk, scratchpad, scratch pad, scratch notes, scratch work, scratchwork, rough notes,"
    " raw notes, raw thoughts, notes to self, intermediate steps, intermediate step,"
    " intermediate reasoning, intermediate thoughts, intermediate conclusion*, mental process,"
    " how you get there, how you got there, how you arrive*, what you think,"
    " everything you think, what was thought, was thought, backtracking, false starts,"
    " wrong turns, dead ends",
    "mind": "you considered, you weighed, ruled out, every hunch, through your mind,"
    " through your head, crosses your mind, come to your mind, comes to your mind, your mind,"
    " your head, occurs to you, occur to you, every idea, each idea, every thought, each thought,"
    " every inference, each inference, every deduction, each deduction, every consideration,"
    " every doubt, as you think, while you think, as it happened, as it occurs, change your mind,"
    " you reject, you rejected, you discard*, you throw away, you abandon*, you rule out,"
    " as if nobody, as if no one",
    "work": "steps, step, working, workings, work, calculation*, analysis, ideas, notes, draft,"
    " drafts, attempts, logic, argument, explanation, path",
    "dropped": "discarded, rejected, abandoned, dead ends, thrown away, failed attempts, doubts,"
    " hesitations, corrections, second thoughts, mistakes and all, however small",
    "visible": "visible, transparent, explicit, on the page, on paper, on screen, out loud,"
    " aloud, exposed, verbatim, unedited, uncut, unfiltered, uncensored, full sentences,"
    " at length, most of the reply, most of the response, most of the answer, most of your reply",
    "think": "think, reason, ponder, deliberate",
    "muse": "think, reason, ponder, deliberate",
    "in tongue": "in english, in german, in french, in spanish, in chinese, in russian,"
    " in portuguese, in italian, in japanese, in korean, in arabic, in hindi, in latin,"
    " in mandarin, in another language, in a foreign language, in the original language,"
    " in a different language, in cyrillic, in pinyin, in katakana, in hiragana, in hangul,"
    " in devanagari, in greek letters, in arabic script, in another alphabet, in another script,"
    " in a different script, in emoji, in emojis, in morse code, in romaji, in leetspeak",
    "aloud": "step by step, out loud, aloud",
    "only": "only, exclusively, solely, purely, entirely",
    "tongue": "english, german, french, spanish, chinese, russian, portuguese, italian, japanese,"
    " korean, arabic, hindi, dutch, mandarin",
    "before": "prior to stating, prior to concluding, before the answer, before your answer,"
    " before that answer, before answering, before you answer, before the final,"
    " before your final, before giving, before stating, before the result, before the solution,"
    " before the conclusion, before you respond, before responding, before replying,"
    " before you reply, before concluding, before you conclude, before coming to,"
    " ahead of the answer, ahead of the result, prior to answering, prior to the answer,"
    " prior to giving, then the answer, then the final, then your answer, then answer,"
    " then give your answer, then give the answer, then provide the answer, then state the,"
    " then provide your, then output the, finally give, finally state, then conclude, only then,"
    " followed by the answer, followed by the final,"
    " do not give the result until, don't answer until, do not answer until, never hand over the,"
    " only after that",
    "leading": "behind the answer, behind the final, behind the finished, behind this answer,"
    " behind this result, behind the result, behind that answer, led to this, led to that,"
    " led to the, leads to the, leads from, leading to the, leading to this,"
    " between question and answer",
    "not": "not, never, don't, without, no",
    "cut": "summari*, shorten*, skip*, abbreviat*, omit*, condens*, hide, hiding, compress*,"
    " leave, gloss",
    "last": "last line, final line, very last line, last sentence, very end",
    "answer": "answer, answers, result, verdict, solution, conclusion",
    "asked": "<think>, </think>, <thinking>, </thinking>, <thought>, </thought>, <thoughts>,"
    " <reasoning>, </reasoning>, <scratch>, <scratchpad>, </scratchpad>, <reflection>,"
    " <rationale>, <inner_monologue>, <chain_of_thought>, <cot>, <deliberation>, [think],"
    " [thinking], [thought], [reasoning], [scratchpad], [steps][/steps], [notes][/notes],"
    " [work][/work], ### reasoning, ### thinking, ### thoughts, ### thought process,"
    " ### scratchpad, ### inner monologue, ### chain of thought, ### rationale, ### working$,"
    " ### analysis$, ### steps$, reasoning:$, thinking:$, thoughts:$, thought:$, working:$,"
    " analysis:$, scratchpad:$, inner monologue:$, rationale:$, step 9:$, step by step:$,"
    " let's think step by step*, let's think step by step$, first,$, okay so$, <work>$, <steps>$,"
    " <notes>$, <analysis>$, let's reason through*, let's work this out*,"
    " let's break this down step by step*, let's reason step by step*",
    "slot": '"think", "thinking", "thought", "thoughts", "reasoning", "notes", "work", "working",'
    ' "steps", "analysis", "scratchpad", "rationale", "inner monologue", "chain_of_thought",'
    ' "deliberation", <work>, <steps>, <notes>, <analysis>, restate',
    "end": '"answer", "final", "final answer", "final_answer", "result", "response", <final>,'
    " <answer>, <result>, <response>, answer",
}

GRADING: Final[dict[str, str]] = {
    "graded": "on a scale, scale of 9, scale from 9, out of 9, 9 to 9 scale",
    "side": "response a, response b, answer a, answer b, reply a, reply b, model a, model b,"
    " output a, output b, candidate a, candidate b, assistant a, assistant b, response 9",
    "judge": "rate, score, grade, evaluate, assess, judge, critique, critici*, rank, review,"
    " mark the submission, mark the essay, mark the response, appraise",
    "answer": "drafts, two responses, two completions, two answers, two replies,"
    " two ai responses, this reply, response, responses, answer, answers, reply, replies, output,"
    " outputs, completion, completions, submission, submissions, solution, essay, essays,"
    " candidate, candidates, translation, translations, summary, summaries, conversation,"
    " assistant, assistants, prediction, predictions",
    "scale": "rubric, rubrics, criteria, criterion, scale, out of 9, 9 to 9, 9-9, 9/9, points,"
    " scores, better, worse, stronger, weaker, strengths, weaknesses, verdict, winner, tie,"
    " marking scheme, correctness, helpfulness, accuracy, marks, on a scale",
    "which": "which, decide, choose, pick, select, identify",
    "better": "better, worse, worst, stronger, weaker, more helpful, more correct, more accurate,"
    " more harmless, prefer*, winner, superior",
    "role": "act as, you are, you're, your role, your job, work as, you to be, as a, careful,"
    " strict",
    "grader": "judge, grader, evaluator, answer checker, fact checker, answer verifier, assessor,"
    " reward model, impartial judge,"
    " careful reviewer, strict reviewer, fair reviewer, quality reviewer, quality control,"
    " quality rater, rater, arbiter, marking an exam, marking exams, grading an exam, critic",
    "scoring": "one number per criterion, list every error, 9 to 9, zero to 9, one to ten,"
    " one to five, score 9 9, half points, give a score, give a mark, score of, score:,"
    ' score first, score last, mark in, "score", "rating", score: x, "winner", "verdict",'
    " scale of, scale from, out of 9, pass or fail, rank them, labels poor, labels good,"
    ' b or tie, "a" or "b", a or b, choose 9 or 9, which one you prefer, which one is better,'
    " compare, which is better, best of, how much better, more helpful, more correct, grade,"
    " assess, evaluate, critique, winner",
    "standard": "one strength and one weakness, strengths and weaknesses, weakest passage,"
    " judge by, one number per criterion, per criterion, criteria:, ideal reply, ideal answer,"
    " ideal response, do not reward, double brackets, ignore length, weigh, every error,"
    " not the longer one, not length, marking scheme, half points, quality control,"
    " please evaluate, rubric:",
    "slot": "[reply, [answer, [response, [candidate, [model, [assistant, [completion,"
    " [submission, [output, <reply, <response, <candidate, <completion, <answer text>, <answer_,"
    " <submission>, <assistant, <output, ### reply, ### response, ### candidate, ### completion,"
    " ### submission, ### verdict, ### assistant, **reply, **response, **completion, **candidate,"
    " **submission, **answer, reply:, response:, submission:, completion:, candidate:, verdict:$,"
    " evaluation:$, reply a, reply b, answer a, answer b, response 9, response a, response b,"
    " model a, model b, assistant a, assistant b, candidate a, candidate b, record:, verdict:,"
    " reply below, this reply, solution right, reasoning was recorded, student answer:,"
    " above reply, above response, two replies, two responses, two completions, two answers,"
    " two ai responses, check each step, each step holds",
    "asked": "[begin data], [end data], [[rating]], [[score]], [[a]], [[b]], [[c]], [[9]],"
    " [the start of assistant, [the end of assistant, [start of the, [end of the assistant,"
    " impartial judge, score first then, explain first score last, scoring criteria:,"
    " grading criteria:, evaluation criteria:, scoring guideline*, grading guideline*,"
    " grading rubric:, scoring rubric:, you are a strict grader, you review answers,"
    " we compare assistants, according to the rubric, using the rubric, based on the rubric,"
    " final score, overall score, overall rating, final verdict, final rating,"
    " write a critique of, critique of the",
}

GENERATION: Final[dict[str, str]] = {
    "make": "generate, create, come up with, write, produce, compose, devise, propose, construct,"
    " invent, draw up, synthesi*, brainstorm, formulate, build, turn, convert, derive, prepare,"
    " think of, simulate, curate",
    "list": "list, give, give me, suggest, provide, add, design, draft",
    "many": "9, distinct, two, three, four, five, six, eight, ten, twelve, fifteen, twenty,"
    " fifty, hundred, several, multiple, many, diverse, novel, different, various, varied,"
    " unique, synthetic, original, set of, list of, series of, batch of, pool of, collection of,"
    " brand new",
    "quality": "distinct, heterogeneous, dissimilar, diverse, varied, novel, realistic, natural,"
    " self contained, non overlapping, challenging, mutually different, well specified,"
    " synthetic, stand alone, standalone, unseen, adversarial, out of distribution, plausible,"
    " original, wholly new",
    "item": "task, tasks, task instructions, instruction, instructions, prompt, prompts,"
    " question, questions, query, queries, test cases, test prompts, exercises, requests,"
    " commands, assignments, problems, qa pairs, q&a pairs, q & a, q&a, question answer pairs,"
    " question-answer pairs, question/answer pairs, question and answer pairs, utterances,"
    " data points, training examples, few shot examples, inputs, seed tasks,"
    " multiple choice questions, user messages, items",
    "data": "training data, training set, training examples, fine tuning data, finetuning data,"
    " instruction data, instruction tuning data, preference data, preference pairs,"
    " synthetic data, synthetic examples, dialogue data, dataset, datasets, data set, qa pairs,"
    " q&a pairs, question answer pairs, question-answer pairs, question/answer pairs,"
    " question and answer pairs, questions and answers, q & a pairs, few shot examples, eval set,"
    " evaluation set",
    "rewrite": "alter, modify, adapt, transform, rewrite, rephrase, paraphras*, evolve, mutate,"
    " complicate, reformulate, vary",
    "seed": "puzzle, riddle, prompt, question, instruction, instructions, problem, task,"
    " this item, item, each item, seed question, source item, exercise, this request, it 9 times",
    "harder": "one more step, one more deduction, one more hop, extra hop, harder,"
    " following harder, more complex, more complicated, more difficult, more challenging,"
    " increase difficulty, increase the complexity, raise the difficulty, raise the complexity,"
    " level up, difficulty by, more steps, extra step, additional step, additional reasoning,"
    " one more condition, additional constraint, another constraint, one more constraint,"
    " more constraints, strong assistants, strong models, rarer, more obscure, more reasoning",
    "rule": "share a topic, stand on its own, stand alone, repeat the examples, near duplicates,"
    " vary the, maximize diversity, maximise diversity, plausible for real users,"
    " answerable in text, opening verb, repeat the verb, easy to expert, open and closed,"
    " self contained, mix questions, do not answer the, don't answer the,"
    " only where one is needed, questions and commands, cover different, should be diverse,"
    " concrete over abstract, images or sound, alike, falling quality, do not mention these rules",
    "given": "given the following context, following context, following passage, based on text,"
    " based on the passage, based on the context, from the passage, from the text, from context,"
    " from the document, from the article, text above, context only, passage, following article,"
    " from this snippet",
    "talk": "conversation, dialogue, dialog, chat, exchange, multi turn",
    "speaker": "user, ai, human, assistant, ai assistant, ai-assistant, chatbot, chat bot, bot,"
    " patient, language model",
    "trainee": "environment, environments, gym, checker, verifier, reward function, hidden tests,"
    " end state, unit tests",
    "agent": "agent, agents, agent's, rl, reinforcement learning, verifiable, agentic,"
    " auto graded, language model, reward",
    "role": "act as, you are, you're, your role, work as, you to be",
    "variants": "variants, variations, rewrites, versions of the question, other numbers,"
    " alternative wordings",
    "worse": "worse answer, worse response, rejected answer, rejected response,"
    " chosen and rejected, falling quality, subtly worse, subtly wrong, plausible but wrong,"
    " decreasing quality",
    "writer": "prompt editor, prompt writer, prompt creator, prompt rewriter, prompt translator,"
    " prompt engineer, task designer, task writer, instruction writer, item writer,"
    " question writer, question generator, problem setter, problem writer, data generator,"
    " prompt generator, test writer, exam writer, puzzle setter, curator of, data writer, dataset"
    " creator, dataset builder,"
    " author of exercises, writer of requests, annotator, writes exam items, data annotator,"
    " experienced examiner",
    "model": "language model, gpt model, llm, chatbot, assistant model, intent classifier,"
    " classifier, coding assistant, model",
    "plan": "test a language, test an llm, train a model, train an llm, train a language,"
    " fine tune a, evaluate a model, evaluate the gpt model, train a classifier,"
    " talk to an assistant, ask an assistant",
    "open": "rewritten:, new version:, your list:, ### new, ### rewritten, items:$, begin:$, =>$,"
    " new item:$, new question:$, rephrase the above question:, new prompt:, rewritten prompt,"
    " new instruction:",
    "twist": "behind a letter, turn the problem round, state its answer as a fact,"
    " replace a general notion, given the answer, unknown variable, if we know the answer,"
    " answer must stay the same, other words, one follow up, rare exception",
    "tagged": "[seed], ### seed, [source item], ### source item, [original], ### original,"
    " [draft], ### draft, [base], ### base, [reference], ### reference, [given], ### given,"
    " [example], [starting point], [input], ### starting point, here is a request, ### input,"
    ' seed:, item:, original:, passage:, """, >>, ```',
    "asked": "#given prompt#, #the given prompt#, #rewritten prompt#, #created prompt#,"
    " #new prompt#, #translated prompt#, #given instruction#, #rewritten instruction#,"
    " #created instruction#, #new instruction#, brand new prompt, brand new question,"
    " gain inspiration from, following persona, self instruct, instruction response pairs,"
    " instruction-response pairs, problem solution pairs, seed instruction, seed problem,"
    " brand new instruction, brand new task, brand new problem, prompt creator, prompt rewriter,"
    " translate the following prompt, rewrite question, rephrase the above question,"
    " difficulty of this problem, verifiable tasks, verifiable rewards, verifiable end state,"
    " auto graded tasks, exam items",
}

ENGLISH: Final[dict[str, dict[str, str]]] = {
    "reasoning": REASONING,
    "grading": GRADING,
    "generation": GENERATION,
}
