import type { Texts } from './en.ts';

/** All that the page says, in Chinese; the platform's own words where it has them. */
export const zh: Texts = {
  common: {
    loading: '加载中…',
    retry: '重试',
    cancel: '取消',
    save: '保存',
    close: '关闭',
    remove: '删除',
    edit: '编辑',
    copy: '复制',
    copied: '已复制',
    cannotCopy: '浏览器不允许在此复制，请手动选择文本。',
    none: '–',
    previous: '上一页',
    next: '下一页',
    unreachable: '模拟器没有响应，它还在运行吗？',
    notFound: '此地址没有内容。',
    failed: (reason) => `操作失败：${reason}`,
    range: (first, last, total) => `第 ${first}–${last} 条，共 ${total} 条`,
  },
  app: {
    title: 'iot-sim 模拟器',
    skip: '跳到内容',
    navigation: '主导航',
    products: '产品',
    devices: '设备',
    faults: '故障注入',
    live: '实时',
    notLive: '连接中…',
    language: 'English',
    languageLabel: 'Switch to English',
  },
  states: {
    online: '在线',
    offline: '离线',
    inactive: '未激活',
    disabled: '已禁用',
  },
};
