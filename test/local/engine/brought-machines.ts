/** Two machines as people bring them: JSONPath, the old `Iterator`, Lambda ARNs. They are run as written. */
const lambda = (name: string) => `arn:aws:lambda:us-east-1:123:function:${name}`;

export const AGENT_LOOP = {
  Comment: 'Agent Design Pattern: Plan -> Execute -> Validate -> Refine',
  StartAt: 'PlanPhase',
  States: {
    PlanPhase: {
      Type: 'Task',
      Resource: lambda('AgentPlanner'),
      Comment: 'Agent creates execution plan',
      ResultPath: '$.plan',
      Next: 'ExecutePhase',
    },
    ExecutePhase: {
      Type: 'Map',
      ItemsPath: '$.plan.steps',
      MaxConcurrency: 3,
      Comment: 'Execute plan steps (parallel where possible)',
      Iterator: {
        StartAt: 'ExecuteStep',
        States: { ExecuteStep: { Type: 'Task', Resource: lambda('AgentExecutor'), End: true } },
      },
      ResultPath: '$.results',
      Next: 'ValidatePhase',
    },
    ValidatePhase: {
      Type: 'Task',
      Resource: lambda('AgentValidator'),
      Comment: 'Validate results meet quality criteria',
      ResultPath: '$.validation',
      Next: 'CheckQuality',
    },
    CheckQuality: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.validation.meets_criteria', BooleanEquals: true, Next: 'FinalOutput' },
        { Variable: '$.validation.iteration', NumericLessThan: 3, Next: 'RefinePhase' },
      ],
      Default: 'FinalOutput',
    },
    RefinePhase: {
      Type: 'Task',
      Resource: lambda('AgentRefiner'),
      Comment: 'Refine based on validation feedback',
      Next: 'ValidatePhase',
    },
    FinalOutput: { Type: 'Task', Resource: lambda('FormatOutput'), End: true },
  },
};

const branch = (name: string, functionName: string) => ({
  StartAt: name,
  States: { [name]: { Type: 'Task', Resource: lambda(functionName), End: true } },
});

/** As written it names a state that it lacks: `RouteToApprover`. */
export const DOCUMENT_PIPELINE = {
  Comment: 'Document Processing Pipeline',
  StartAt: 'ClassifyDocument',
  States: {
    ClassifyDocument: { Type: 'Task', Resource: lambda('ClassifyDoc'), Next: 'RouteByType' },
    RouteByType: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.doc_type', StringEquals: 'invoice', Next: 'ProcessInvoice' },
        { Variable: '$.doc_type', StringEquals: 'contract', Next: 'ProcessContract' },
        { Variable: '$.doc_type', StringEquals: 'proposal_request', Next: 'GenerateProposal' },
      ],
    },
    ProcessInvoice: {
      Type: 'Parallel',
      Branches: [branch('ExtractInvoiceData', 'ExtractData'), branch('ValidateAgainstPO', 'ValidatePO')],
      Next: 'RouteToApprover',
    },
    ProcessContract: {
      Type: 'Task',
      Resource: lambda('AnalyzeContract'),
      Parameters: { 'document.$': '$.document', analysis_type: 'risk_extraction' },
      Next: 'HumanReview',
    },
    GenerateProposal: { Type: 'Task', Resource: lambda('GenerateProposal'), Next: 'HumanReview' },
    HumanReview: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: 'NotifyReviewer',
        Payload: { 'taskToken.$': '$$.Task.Token', 'document.$': '$.document' },
      },
      TimeoutSeconds: 86400,
      End: true,
    },
  },
};
