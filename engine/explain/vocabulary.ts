import type { Text } from './tongue.js';

/** Words for the fixed names that notes carry. */

export const EDGES: { [edge: string]: Text } = {
  happened: ['it happened', '已发生'],
  timeout: ['time ran out', '已超时'],
  sent: ['handed over', '已发出'],
  skipped: ['skipped', '已跳过'],
  failed: ['failed', '失败'],
  next: ['done', '已完成'],
  split: ['by lot', '按比例分流'],
  case: ['its condition holds', '条件成立'],
  else: ['none of its conditions holds', '条件均不成立'],
  held: ['held back', '被留置'],
  over: ['the wait is over', '等待结束'],
  assigned: ['a person is assigned', '已分配人员'],
  granted: ['the benefit is given', '权益已发放'],
  refused: ['the benefit is not given', '权益未发放'],
  piece: ['a new piece is there', '有新内容'],
};

export const EXITS: { [why: string]: Text } = {
  done: ['its last step is done', '最后一步已完成'],
  goal: ['its goal is reached', '目标已达成'],
  exit: ['its exit condition holds', '满足退出条件'],
  age: ['its longest time is over', '已到最长时限'],
  deadline: ['its deadline has passed', '已过截止时间'],
  control: ['a person took the lead out', '被人工移出'],
  restart: ['it begins anew', '重新开始'],
  budget: ['it turned in circles and was stopped', '陷入循环而被终止'],
  merged: ['the lead was merged', '线索已合并'],
  retired: ['the playbook has it no more', '剧本中已无此旅程'],
  version: ['a new version of the playbook ends it', '剧本新版本使其结束'],
};

export const PASSED_OVER: { [why: string]: Text } = {
  guard: ['its conditions are not met', '不满足进入条件'],
  exit: ['what would end it holds already', '已满足其退出条件或目标'],
  reentry: ['it may not be entered again yet', '尚不可再次进入'],
  inside: ['it is already inside', '已在其中'],
  history: ['history enters no journey', '历史数据不触发旅程'],
  stale: ['the event is too old to be news', '事件过旧，不再触发'],
  limit: ['it is in too many journeys', '所在旅程过多'],
  budget: ['it turned in circles and was stopped', '陷入循环而被终止'],
  circle: ['a step has put it there just now', '刚由步骤加入过'],
};

export const NOT_SENT: { [why: string]: Text } = {
  cap: ['the limit of messages is used up', '已达频次上限'],
  consent: ['there is no consent', '没有取得同意'],
  unreachable: ['no channel reaches the lead', '没有可达渠道'],
  suppressed: ['nothing may be sent to this address any more', '该地址已停止发送'],
  expired: ['it has expired', '已过期'],
  paused: ['the lead is paused', '线索已暂停'],
  'no-piece': ['the lead has had every piece', '内容已全部发过'],
  age: ['the journey came to its longest time before it could go', '旅程在发送前已达最长时限'],
  deadline: ['the journey came to its deadline before it could go', '旅程在发送前已过截止时间'],
  had: ['the lead had it before the playbook changed', '剧本变更前已发过'],
};

export const HELD: { [why: string]: Text } = {
  window: ['it is outside of the sending hours', '不在发送时段内'],
  cap: ['the limit of messages is used up', '已达频次上限'],
  spacing: ['it keeps its distance to the message before', '需与上一条消息保持间隔'],
  paused: ['the lead is paused', '线索已暂停'],
};

export const NOT_SCORED: { [why: string]: Text } = {
  already: ['it has scored before', '已计过分'],
  filter: ['its filter does not hold', '不满足条件'],
  limit: ['it has scored as often as it may', '已达计分次数上限'],
  expired: ['its points would have expired already', '分值已过有效期'],
  streak: ['the streak is not complete, or has scored', '连续次数未满，或本轮已计分'],
};

export const NOT_RETOLD: { [why: string]: Text } = {
  'too-long': ['its history is too long for one turn', '历史过长，无法一次算完'],
  incomplete: ['the record does not hold all of its history', '历史记录不完整'],
};

export const HELD_BACK: { [what: string]: Text } = {
  held: [
    'a recompute caused it, so it waits for confirmation and starts nothing yet',
    '由重新计算引起，待确认，暂不触发',
  ],
  confirmed: ['confirmed, it counts from now', '已确认，现在触发'],
  dismissed: ['dismissed, it starts nothing', '已忽略，不再触发'],
  over: ['no longer so, it waits no more', '已不再成立，不再等待'],
};

export const ORDERS: { [what: string]: Text } = {
  placed: ['is placed', '已下单'],
  corrected: ['is corrected', '已更正'],
  refunded: ['is refunded in full', '已全额退款'],
  'part-refunded': ['is refunded in part', '已部分退款'],
};

export const ORDER_FACTS: { [fact: string]: Text } = {
  placed: ['the number of orders', '订单数'],
  kept: ['the number of orders kept', '有效订单数'],
  refunded: ['the number of orders refunded', '已退款订单数'],
  total: ['the total of its orders', '订单总额'],
  lastKeptAge: ['the time since its last order', '距最近一次有效订单的时间'],
};

export const ORDER_STATES: { [state: string]: Text } = {
  kept: ['kept', '有效'],
  refunded: ['refunded', '已退款'],
  unknown: ['not known', '未知'],
};

export const PEOPLE: { [who: string]: Text } = {
  assignee: ['the person assigned', '负责人'],
};

export const TICKETS: { [what: string]: Text } = {
  assigned: ['is assigned', '已分配'],
  contacted: ['the lead was contacted', '已联系客户'],
  feedback: ['feedback came', '已反馈'],
  closed: ['is closed', '已关闭'],
  'contact-overdue': ['nobody was in touch in time', '未按时联系'],
  'feedback-overdue': ['no feedback came in time', '未按时反馈'],
};

export const RESULTS: { [result: string]: Text } = {
  accepted: ['accepted late', '较晚才被接收'],
  refused: ['refused', '被拒收'],
  expired: ['expired', '已过期'],
  failed: ['failed', '发送失败'],
  held: ['held back, to be decided again', '被留置，待重新判断'],
  withheld: ['withheld', '未发送'],
  ignored: ['not opened and not clicked in time', '逾期未打开也未点击'],
  doubt: ['in doubt: nobody knows whether it went out', '存疑：无法确认是否发出'],
  interested: ['interested', '有意向'],
  won: ['won', '赢单'],
  lost: ['lost', '输单'],
  invalid: ['invalid', '无效'],
  superseded: ['superseded', '已被替代'],
};

export const CONSENTS: { [state: string]: Text } = {
  given: ['given', '已同意'],
  withdrawn: ['withdrawn', '已撤回'],
  none: ['missing', '未表态'],
};

export const REACHES: { [state: string]: Text } = {
  ok: ['reaches', '可达'],
  none: ['does not reach', '不可达'],
  suppressed: ['may no longer reach', '已停止发送'],
};

/** Inputs that are no events, by the part of their name before the colon. */
export const INPUTS: { [kind: string]: Text } = {
  update: ['the data of the lead changed', '线索资料已更新'],
  outcome: ['what became of a message', '消息的发送结果'],
  control: ['a person stepped in', '人工操作'],
  merge: ['another lead was merged in', '并入了另一条线索'],
};

/** What stands after the colon: what a person did, how a message ended. */
export const DETAILS: { [detail: string]: Text } = {
  accepted: ['accepted', '已接收'],
  refused: ['refused', '被拒收'],
  expired: ['expired', '已过期'],
  failed: ['failed', '失败'],
  held: ['held back', '被留置'],
  doubt: ['in doubt', '存疑'],
  pause: ['paused the lead', '暂停'],
  resume: ['resumed the lead', '恢复'],
  enrol: ['put the lead into a journey', '加入旅程'],
  exit: ['took the lead out of a journey', '移出旅程'],
  migrate: ['moved the lead to a new version', '迁移到新版本'],
  recompute: ['had the score derived anew', '重新计算分数'],
  release: ['let go what was held back', '放行'],
  edit: ['by a person', '人工'],
  identify: ['by the website', '由网站上报'],
  form: ['by a form', '由表单提交'],
  import: ['by an import', '由导入'],
};

export const CAUSES: { [cause: string]: Text } = {
  attributes: ['by what is known of the lead', '依据线索资料'],
  merge: ['by a merge', '因合并'],
  expired: ['they have expired', '已过有效期'],
  decay: ['they have faded with time', '随时间衰减'],
};

export const CHANNELS: { [channel: string]: Text } = {
  email: ['email', '邮件'],
  sms: ['SMS', '短信'],
  wecom: ['WeCom', '企业微信'],
  onsite: ['the site', '站内'],
  desk: ['the desk', '工作台'],
  'wecom-app': ['the WeCom app', '企业微信应用'],
};
