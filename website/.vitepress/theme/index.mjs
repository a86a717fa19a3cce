import './formulas.css';

export { default } from 'vitepress/theme';
