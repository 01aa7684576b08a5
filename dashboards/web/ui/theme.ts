// The library's components in the page's own grey: flat, square, without motion.
import type { ThemeConfig } from "antd";

export const theme: ThemeConfig = {
  token: {
    colorPrimary: "#2b3a48",
    colorText: "#1f2a33",
    colorTextSecondary: "#4d5963",
    colorBgContainer: "#f7f8f9",
    colorBorder: "#b8c0c7",
    colorBorderSecondary: "#c9d0d5",
    borderRadius: 2,
    fontSize: 14,
    fontFamily:
      '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",system-ui,sans-serif',
    motion: false,
  },
  components: {
    Segmented: { itemColor: "#3d4954", trackBg: "#dfe3e6", itemSelectedColor: "#1f2a33" },
  },
};
