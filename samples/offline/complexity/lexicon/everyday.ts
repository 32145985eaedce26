import type { Ask } from './concept.ts';

/** Texts, explanations, comparisons, small programs: the work of the middle tier. */
export const EVERYDAY: readonly Ask[] = [
  {
    name: 'joke',
    reason: 'asks for small talk',
    phrases: `joke, fun fact, riddle, flip a coin, roll a dice, roll a die, random number, pick a number, pick a random, blague, witz, chiste, truyen cuoi, barzelletta, piada, шутк*, анекдот, 笑话, ジョーク, 농담`,
  },
  {
    name: 'short list',
    reason: 'asks for a short list',
    phrases: `list 3, list 4, list 5, list three, list four, list five, give me 3, give me 5, give me three, give me five, give me one, give me an example, give an example, example of a, days of the week, months of the year, donne moi trois, nenne drei, nenne mir drei, dame tres, dame un ejemplo, cho vi du, cho toi 3`,
  },
  {
    name: 'make',
    reason: 'asks for a text or a piece of code',
    phrases: `write, wrtie, wirte, writ, writing, draft*, compos*, creat*, generat*, ^make, make me, make a, make an, build, code, coding, program a, develop, implement*, prepare, produce, come up with, craft*, put together, ^script, tell me a, tell me an, tell us a, cuentame un, cuentame una, raconte moi, erzahl mir eine, erzahle mir eine, ke cho toi, ke chuyen, raccontami, me conte, type up, set up, setting up,
      ecris, ecrire, ecrivez, redig*, redige, cree, creer, genere*, prepare*, fais moi, schreib*, verfass*, erstell*, entwickel*, programmier*, mach mir, bau*, implementier*, escrib*, redact*, crea, crear, genera, haz, hazme, desarroll*, viet, soan, tao, lap trinh, xay dung, lap mot,
      scriv*, crea*, escrev*, crie, cria, faca, schrijf*, maak, napisz, stworz, yaz, yazar, olustur, напиш*, написать, составь, создай, сделай, разработ*, 写, 寫, 编写, 制作, 生成, 起草, 書い, 作って, 作成, 써줘, 작성, 만들어, اكتب, أنشئ, लिख, बनाओ, बनाइए, เขียน`,
  },
  {
    name: 'want',
    reason: 'asks for something',
    phrases: `give me, gimme, i need, i want, i d like, show me, help me, get me, can i have, provide, donne moi, j ai besoin, je veux, je voudrais, aide moi, ich brauche, ich mochte, gib mir, hilf mir, zeig mir, necesito, quiero, dame, ayudame, toi can, cho toi, giup toi, giup minh, minh can, mi serve, ho bisogno, vorrei, aiutami, preciso, quero, ajuda*, мне нужно, помоги, 给我, 我需要, 我想, 帮我, 教えて, ください, 도와줘, أريد, أحتاج, ساعدني, मुझे, मदद`,
  },
  {
    name: 'reply',
    reason: 'asks for a reply to be written',
    phrases: `word it, word this, phrase it, phrase this, reply to, respond to, answer this email, answer to this, how do i answer, how should i reply, how should i respond, repond* a, antworte auf, antwort auf, respond* a, responde*, tra loi email, tra loi tin nhan, rispondi a, ответь на, 回复, 返信, 답장`,
  },
  {
    name: 'summarize',
    onText: true,
    reason: 'asks for a summary',
    phrases: `summar*, sumar*, tldr, tl dr, tl;dr, key points, main points, main idea*, key takeaways, takeaways, recap, condense, gist of, sum up, bullet points, resumer, resumez, ^resume, resume this, resume le, resume ce, resumen, resumir, resuma, resumo, en bref, points cles, zusammenfass*, fass, fasse, fassen, kernaussag*, stichpunkt*, tom tat, y chinh, riassum*, samenvat*, streszc*, ozetle*, кратко излож*, резюм*, перескаж*, 总结, 摘要, 概括, 要約, まとめ, 요약, لخص, सारांश`,
  },
  {
    name: 'explain',
    reason: 'asks for an explanation',
    phrases: `explain*, survey, explian, expalin, explane, eli5, how does, how do, hows does, how is, how are, how did, how can, how come, why, describ*, teach me, walk me through, help me understand, understand, tell me about, tell me more, introduc* to, overview, what caused, what led to, theory of, what happens, what happened, what would happen, what causes, what makes, understand how, what do you think, whats the point, reasons, benefits, effects of, causes of, impact of, main themes, themes, symbolism, moral of, role of, significance, importance of,
      expliqu*, pourquoi, comment fonctionne*, comment marche*, decri*, parle moi de, erklar*, warum, wieso, weshalb, wie funktionier*, wie geht, beschreib*, erzahl*, explica*, explique*, por que, porque, como funciona*, describ*, hablame, giai thich, tai sao, vi sao, hoat dong the nao, hoat dong nhu the nao, nhu the nao, mo ta, trinh bay,
      spieg*, perche, come funziona*, descriv*, uitleg*, leg uit, waarom, hoe werkt, wyjasnij, dlaczego, jak dziala, acikla*, neden, nasil calis*, объясн*, почему, зачем, как работает, расскаж*, опиши, 解释, 解釋, 为什么, 為什麼, 怎么工作, 原理, 介绍, 说明, 説明, なぜ, どうして, 仕組み, 설명, 왜, اشرح, لماذا, كيف يعمل, समझा, क्यों, कैसे काम, आยธิบาย`,
  },
  {
    name: 'how to',
    reason: 'asks how to do something',
    phrases: `how to, how do i, how do you, how can i, how can we, how should i, how should we, how would i, how would you, how i can, hw to, how 2, how do u, howto, steps to, ways to, tips for, tips on, tips to, any tips, guide to, a guide, tutorial, comment faire, comment puis je, comment je, ^comment, wie kann ich, wie mache ich, wie macht man, wie, como puedo, como hago, como hacer, como se, como, lam sao, lam the nao, cach, come posso, come si, como faco, como fazer, hoe kan ik, hoe, jak, nasil, как, 怎么, 如何, 怎样, どうやって, 方法, 어떻게, 방법, كيف, कैसे, อย่างไร, ยังไง`,
  },
  {
    name: 'compare',
    reason: 'asks for a comparison',
    phrases: `compar*, comapre, differen* between, diff between, difference*, differ, vs, versus, pros and cons, what are the pros, pro and con, pros cons, advantages, disadvantages, better than, which is better, whats better, what s better, similarit*, contrast, or should i, differenc*, avantages, inconvenients, vergleich*, unterschied*, vor und nachteile, vorteile*, nachteile*, besser, diferenci*, ventajas, desventajas, mejor que, pros y contras,
      so sanh, khac nhau, khac gi, uu nhuoc diem, uu diem, nen chon, confront*, differenz*, vantaggi, diferenca*, vantagens, vergelijk*, verschil*, porown*, karsilastir*, fark*, сравн*, разниц*, отлич*, 比较, 比較, 区别, 區別, 优缺点, 違い, 비교, 차이, قارن, الفرق, तुलना, अंतर`,
  },
  {
    name: 'advise',
    reason: 'asks for advice',
    phrases: `should i, should we, what should, recommend*, recomend*, reccomend*, suggest*, advice, advise*, best way, best approach, good way, what can i do, what do i do, what to do, whats the best way, would it be better, opinion on, conseil*, recommand*, suger*, que dois je, devrais je, que faire, empfehl*, empfiehl*, ratschlag*, soll ich, sollte ich, tipps, recomien*, recomend*, consejo*, deberia, que hago,
      nen lam gi, co nen, goi y, loi khuyen, tu van, consigli*, dovrei, sugir*, conselho*, devo, advies, посовет*, порекоменд*, стоит ли, 推荐, 建议, 应该, おすすめ, アドバイス, 추천, 조언, انصح, اقترح, सुझाव, सलाह`,
  },
  {
    name: 'ideas',
    reason: 'asks for ideas',
    phrases: `ideas, some good, what are some, what are good, good ways, brainstorm*, inspiration, give me some, idees, ideen, vorschlag*, vorschlage, y tuong, idee, ideias, идеи, 想法, 点子, 创意, アイデア, 아이디어, أفكار`,
  },
  {
    name: 'plan',
    reason: 'asks for a plan',
    phrases: `plan, planing, planning, plan me, itinerary, itinerari*, schedule, organi*, meal prep, planifi*, plane, planen, organisier*, planea*, planific*, len ke hoach, lap ke hoach, ke hoach, lich trinh, pianific*, organizz*, planej*, plannen, спланир*, план, 计划, 計画, 规划, 安排, 旅行プラン, 계획, خطط, خطة, योजना`,
  },
  {
    name: 'fix code',
    reason: 'asks to find a fault',
    phrases: `debug*, fix, fixing, bug, bugs, error, errors, exception, not working, doesnt work, doesn t work, dont work, isn t working, wont work, broken, crash*, troubleshoot*, whats wrong, what s wrong, what is wrong, wrong with, getting this, getting an, i get, throws, corriger le bug, erreur, ne marche pas, ne fonctionne pas, fehler, funktioniert nicht, geht nicht, no funciona, arregl*, bao loi, khong chay, khong hoat dong, bi loi, errore, non funziona, erro, ошибк*, не работает, 报错, 错误, 不工作, 修复, エラー, 動かない, バグ, 오류, 에러, 버그, خطأ`,
  },
  {
    name: 'review',
    reason: 'asks for a review',
    phrases: `review, look over, take a look, have a look, look at my, what do you think of, feedback, improve, improv*, refactor*, clean up, cleanup, polish, add tests, unit test*, write tests, add comments, document this, ameliore*, verbesser*, uberprufe*, mejora*, revisa*, cai thien, nhan xet, danh gia code, miglior*, melhor*, улучш*, 改进, 优化一下, 改善, レビュー, 개선`,
  },
  {
    name: 'solve',
    reason: 'asks to solve a problem',
    phrases: `solve, solv*, find x, work out, figure out, resou*, resoudre, lose die, los die, resolv*, resuelv*, giai phuong trinh, giai bai, giai, risolv*, реши, решить, 解方程, 解答, 求解, 解いて, 풀어, حل, हल`,
  },
  {
    name: 'play a role',
    reason: 'asks for a conversation in a role',
    phrases: `act as, pretend*, roleplay*, role play, you are a, imagine you, interview me, quiz me, practice with me`,
  },
];
