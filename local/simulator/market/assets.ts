/**
 * The currencies of the simulated markets and about what one of them costs in US dollars.
 * Only codes that the exchanges' ids and ccxt's unified codes agree on; the more important come first.
 */
const PRICES = `
BTC:64000 ETH:3100 SOL:150 XRP:0.62 DOGE:0.14 ADA:0.45 LTC:82 LINK:14.2 AVAX:28 DOT:6.4 BCH:390 TRX:0.13 XLM:0.11
UNI:9.3 ATOM:7.1 ETC:24 NEAR:5.2 FIL:4.6 ICP:9.8 APT:8.4 ARB:0.84 OP:1.9 INJ:23 SUI:1.1 AAVE:96 ALGO:0.15 HBAR:0.08
GRT:0.22 SAND:0.35 MANA:0.36 AXS:6.3 CRV:0.33 LDO:1.8 SNX:2.2 COMP:51 MKR:2450 ENJ:0.2 CHZ:0.08 BAT:0.21 ZRX:0.36
YFI:6200 SUSHI:0.83 KSM:24 EGLD:32 FLOW:0.68 XTZ:0.79 THETA:1.5 ZEC:27 DASH:28 NEO:11.6 QTUM:2.7 IOTA:0.18 KAVA:0.43
1INCH:0.38 ANKR:0.03 AUDIO:0.14 BAND:1.3 BLUR:0.21 CELR:0.016 COTI:0.09 CTSI:0.16 DYDX:1.4 ENS:24 FET:1.3 FLR:0.02
GALA:0.025 GMT:0.17 GMX:29 HNT:4.6 HOOK:0.47 ID:0.43 IMX:1.5 JASMY:0.024 JUP:0.87 KNC:0.58 LPT:17 LRC:0.18 MAGIC:0.41
MASK:2.6 METIS:46 MINA:0.54 OCEAN:0.6 OGN:0.1 ORDI:37 PENDLE:4.3 PEPE:0.0000092 PERP:0.73 POL:0.51 PYTH:0.34 QNT:76
RARE:0.12 RAY:1.9 REN:0.045 REQ:0.1 RLC:1.8 RPL:17 RSR:0.0058 RUNE:4.1 SEI:0.36 SHIB:0.000017 SKL:0.05 SPELL:0.0007
SSV:28 STG:0.36 STORJ:0.4 STRK:0.55 STX:1.7 SUPER:0.63 SYN:0.5 TIA:6.2 TNSR:0.41 TRB:63 UMA:2.4 WIF:2.1 WLD:2.2
WOO:0.2 YGG:0.5 ZETA:0.6 ZK:0.15 ZRO:3.6 AEVO:0.41 ALICE:1.05 ALT:0.13 API3:1.9 AR:24 ARKM:1.1 AXL:0.6 BICO:0.37
BIGTIME:0.1 BNT:0.55 BONK:0.000023 BOME:0.0085 C98:0.15 CFX:0.15 CYBER:3.6 DENT:0.0009 DYM:1.3 EDU:0.54 EIGEN:3.3
ENA:0.38 ETHFI:1.7 EUL:4.2 FXS:2.4 GAL:2.6 GLM:0.33 GNO:190 HIGH:1.6 HOT:0.0017 ILV:46 IO:1.9 IOTX:0.04 JTO:2.3
USD:1 USDT:1 USDC:1 FDUSD:1 DAI:1 EUR:1.08 GBP:1.27
`;

/** Dollars per unit, by currency code. */
export const USD_PRICE: ReadonlyMap<string, number> = new Map(
  PRICES.trim()
    .split(/\s+/)
    .map((entry) => {
      const [code = '', price] = entry.split(':');
      return [code, Number(price)];
    }),
);

const CASH = new Set(['USD', 'USDT', 'USDC', 'FDUSD', 'DAI', 'EUR', 'GBP']);

/** Whether a currency is a national one or pegged to one, and so hardly moves. */
export function isCash(code: string): boolean {
  return CASH.has(code);
}

/** The coins, the most important first. */
export const COINS: readonly string[] = [...USD_PRICE.keys()].filter((code) => !CASH.has(code));
