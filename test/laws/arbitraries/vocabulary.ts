/** The few names that random playbooks and random inputs share, so that they meet. */
export const EVENTS = ['e0', 'e1', 'e2', 'order_placed', 'order_refunded'] as const;
export const PROPERTIES = ['p', 'q'] as const;
export const ATTRIBUTES = ['text', 'size', 'age', 'derived'] as const;
export const TAGS = ['t0', 't1'] as const;
export const TIERS = ['A', 'B', 'C'] as const;
export const STAGES = ['lead', 'mql', 'sal', 'sql', 'closed', 'customer'] as const;
export const QUEUES = ['sales', 'service'] as const;
export const CHANNELS = ['email', 'sms'] as const;
