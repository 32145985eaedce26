import type { Kind } from '../planned-document.ts';

/** Asks for what the samples' deal D-1042 is about. */
export const proposal: Kind = {
  share: 2,
  make: (index, documentId) => ({
    documentId,
    kind: 'proposal request',
    text: `From: Priya Lindqvist <priya.lindqvist@fernhollow-clinics.example>
Subject: Request for proposal: appointment reminders, round ${index} (deal D-1042)

Hello,

Fernhollow Clinics would like a written proposal under deal D-1042. Please cover the following:

- text message and e-mail reminders before each appointment
- a weekly report of missed appointments for each clinic

Please send the proposal by 10 April 2026.

Kind regards,
Priya Lindqvist
`,
    expects: {
      type: 'proposal_request',
      status: 'complete',
      result: { customer: 'Fernhollow Clinics', total: 42_218 },
    },
  }),
};
