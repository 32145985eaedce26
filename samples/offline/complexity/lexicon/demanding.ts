import type { Ask } from './concept.ts';

/** Designs, proofs, analyses and strategies: the work of the large tier. */
export const DEMANDING: readonly Ask[] = [
  {
    name: 'design',
    reason: 'asks for a design',
    phrases: `design*, desing*, architect*, concois, concevoir, concevez, conception d*, entwirf*, entwerf*, konzipier*, konzept, disen*, thiet ke, kien truc, progett*, ontwerp*, zaprojekt*, tasarla*, спроектир*, проектир*, архитектур*, 设计, 設計, 架构, アーキテクチャ, 설계, صمم, تصميم, डिज़ाइन`,
  },
  {
    name: 'prove',
    reason: 'asks for a proof',
    phrases: `prove, proove, porve, proof, proofs, disprove, prove that, show that, deriv*, demonstrate that, by induction, demontr*, prouve*, preuve*, beweis*, zeige dass, zeigen sie dass, herleit*, leite, demuestr*, demostr*, prueba que, chung minh, suy ra, dimostr*, prov* que, bewijs*, udowodn*, ispatla*, kanitla*, докаж*, доказать, доказател*, вывед*, 证明, 證明, 推导, 証明, 導出, 증명, أثبت, برهن, सिद्ध`,
  },
  {
    name: 'analyze',
    reason: 'asks for an analysis',
    phrases: `analy*, analis*, analiz*, anaylz*, anlyz*, assess*, evaluat*, evalut*, critique, critically, investigat*, scrutin*, interpret, reconcile, apprais*, evalue*, evaluer, bewert*, beurteil*, untersuch*, evalu*, phan tich, danh gia, valut*, avali*, проанализ*, анализ*, оцени, 分析, 评估, 評価, 평가, 분석, حلل, تحليل, قيم, विश्लेषण`,
  },
  {
    name: 'strategy',
    reason: 'asks for a strategy',
    phrases: `strateg*, roadmap, road map, go to market, gtm, business case, trade offs, tradeoffs, trade off, tradeoff, weigh the, decision matrix, decision framework, contingency, chien luoc, lo trinh, abwagung, abwag*, fahrplan, compromis, feuille de route, hoja de ruta, стратег*, компромисс*, 战略, 策略, 权衡, 路线图, 戦略, 전략, استراتيجي, रणनीति`,
  },
  {
    name: 'optimize',
    reason: 'asks to optimize something',
    phrases: `optimi*, optimal, minimi*, maximi*, speed up, scale up, allocat*, schedule optim*, toi uu, ottimizz*, otimiz*, оптимиз*, 优化, 最適化, 최적화, تحسين`,
  },
  {
    name: 'diagnose',
    reason: 'asks to find a cause',
    phrases: `diagnos*, root cause, rootcause, post mortem, postmortem, track down, find out why, hunt down, reproduc*, cause racine, grundursache, ursache, causa raiz, nguyen nhan goc, причин*, 根本原因, 排查, 原因を特定, 원인`,
  },
  {
    name: 'judge',
    reason: 'asks for a reasoned judgement',
    phrases: `determine whether, determine if, think it through, think through, under which conditions, under what conditions, argue, argument for, arguments for, steelman, debate, justify, defend the, to what extent, implications, consequences, ramifications, feasib*, viab*, is it legal, enforceable, liable, entitled, forecast*, predict*, project the, model the, simulat*, negotiat*, restructur*, migrat*, formulat*, valuation, juger, begrund*, justifi*, implicaci*, consecuencias, folgen, auswirkung*, lap luan, he qua, he luy, обоснуй, последств*, 论证, 影响, 迁移, 論じ, 移行, 논증, 마이그레이션`,
  },
];
