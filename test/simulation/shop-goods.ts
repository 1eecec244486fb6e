/** What the simulated shop sells, where it sells by items: one of each class of goods, barcodes and short numbers. */
import { catalogueOf } from '../../firmware/configuration/catalogue-file.ts';

const CSV = `code,name_zh,name_en,price,tax,return_class
6901234567892,无线耳机,Wireless earphones,200.00,13,electronics
4006381333931,记号笔,Marker pen,8.50,13,standard
12,矿泉水,Mineral water,2.00,13,standard
21,鲜牛奶,Fresh milk,9.00,9,fresh
22,毛巾,Towel,30.00,13,hygiene
31,特价杯,Mug on sale,5.00,13,final
`;

export const SHOP_GOODS = catalogueOf(new TextEncoder().encode(CSV), 2);

/** What is typed for each. */
export const CODES: readonly string[] = [...SHOP_GOODS.items.keys()];
