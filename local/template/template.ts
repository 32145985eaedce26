/** A value of a template, before or after its intrinsic functions are resolved. */
export type TemplateValue = null | boolean | number | string | readonly TemplateValue[] | TemplateObject;
export interface TemplateObject {
  readonly [name: string]: TemplateValue;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
export interface Template {
  readonly Transform?: TemplateValue;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: TemplateObject;
  readonly Conditions?: TemplateObject;
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: TemplateValue;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: TemplateObject;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
}

export interface TemplateOutput {
  readonly Value: TemplateValue;
  readonly Condition?: string;
  readonly Export?: { readonly Name: TemplateValue };
}

export function isTemplateObject(value: unknown): value is TemplateObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTemplateList(value: unknown): value is readonly TemplateValue[] {
  return Array.isArray(value);
}
