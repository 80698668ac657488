import { render } from 'preact';
import './styles/index.css';
import { startClock } from './state/clock.ts';
import { followLinks } from './state/location.ts';
import { startSystem } from './state/system.ts';
import { App } from './views/app.tsx';

followLinks();
startClock();
startSystem();
const root = document.getElementById('app');
if (root) render(<App />, root);
