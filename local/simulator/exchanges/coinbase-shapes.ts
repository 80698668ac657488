import { type Instrument, stepOf } from '../market/instruments.ts';
import { type Ticker, ticker } from '../market/ticker.ts';

/** One of brokerage/market/products: market and ticker at once, and no bid or ask. */
export function product(id: string, it: Instrument, now: number): unknown {
  return {
    ...common(id, it, ticker(it, now)),
    base_name: it.base,
    status: 'online',
    product_type: 'SPOT',
    base_currency_id: it.base,
    mid_market_price: '',
    base_display_symbol: it.base,
    product_venue: 'CBE',
    display_name: id,
  };
}

/** The same for a perpetual of the international exchange. */
export function perpetual(id: string, it: Instrument, now: number): unknown {
  const t = ticker(it, now);
  return {
    ...common(id, it, t),
    base_name: '',
    status: '',
    product_type: 'FUTURE',
    base_currency_id: '',
    mid_market_price: t.last,
    base_display_symbol: '',
    product_venue: 'INTX',
    display_name: `${it.base} PERP`,
    future_product_details: {
      venue: '',
      contract_code: it.base,
      contract_expiry: null,
      contract_size: '1',
      contract_root_unit: it.base,
      risk_managed_by: 'MANAGED_BY_VENUE',
      contract_expiry_type: 'PERPETUAL',
      perpetual_details: { open_interest: '0', funding_rate: '0.000016', max_leverage: '10' },
      contract_display_name: `${it.base} PERPETUAL`,
    },
  };
}

function common(id: string, it: Instrument, t: Ticker) {
  const priceStep = stepOf(it.priceDecimals);
  const sizeStep = stepOf(it.amountDecimals);
  return {
    product_id: id,
    price: t.last,
    price_percentage_change_24h: String(t.changeRatio * 100),
    volume_24h: t.baseVolume,
    volume_percentage_change_24h: '0',
    base_increment: sizeStep,
    quote_increment: priceStep,
    price_increment: priceStep,
    quote_min_size: '1',
    quote_max_size: '50000000',
    base_min_size: sizeStep,
    base_max_size: '90000000',
    quote_name: it.quote,
    quote_currency_id: it.quote,
    quote_display_symbol: it.quote,
    watched: false,
    is_disabled: false,
    new: false,
    cancel_only: false,
    limit_only: false,
    post_only: false,
    trading_disabled: false,
    auction_mode: false,
    view_only: false,
    fcm_trading_session_details: null,
    alias: '',
    alias_to: [],
    approximate_quote_24h_volume: t.quoteVolume,
  };
}
